import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, vi } from 'vitest';
import { createStepFunctions } from '../../local/services/stepfunctions/index.ts';
import { createWorkflow } from '../../src/aws/stepfunctions-workflow.ts';
import { type LocalAws, PLACE, startAws } from './local-aws.ts';
import { describeWorkflow } from './workflow.contract.ts';

/** One task that waits for its token, and hands it to the function with the promotion. */
const DEFINITION = {
  StartAt: 'Wait',
  States: {
    Wait: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: 'await-change',
        Payload: { 'promotion.$': '$.promotion', 'token.$': '$$.Task.Token' },
      },
      End: true,
    },
  },
};

let aws: LocalAws;
const tokens = new Map<string, string>();

beforeAll(async () => {
  const service = createStepFunctions({
    region: PLACE.region,
    account: PLACE.accountId,
    invokeLambda: async (_, payload) => {
      const { promotion, token } = payload as { promotion: string; token: string };
      tokens.set(promotion, token);
      return { payload: null };
    },
  });
  aws = await startAws([service]);
});
afterAll(() => aws.close());

let machines = 0;

describeWorkflow('Step Functions', async () => {
  machines += 1;
  tokens.clear();
  const client = new SFNClient({});
  const { stateMachineArn = '' } = await client.send(
    new CreateStateMachineCommand({
      name: `machine-${machines}`,
      roleArn: `arn:aws:iam::${PLACE.accountId}:role/states`,
      definition: JSON.stringify(DEFINITION),
    }),
  );
  const executions = async () =>
    (await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [];
  return {
    workflow: createWorkflow({ arn: stateMachineArn }),
    tokenOf: (promotion) =>
      vi.waitFor(() => tokens.get(promotion) ?? Promise.reject(new Error('It does not wait yet.'))),
    outcomeOf: async (promotion) => {
      const executionArn = (await executions()).find(({ name }) => name === promotion)?.executionArn;
      const {
        status,
        error = '',
        cause = '',
      } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'RUNNING') return 'running';
      return status === 'SUCCEEDED' ? 'succeeded' : { error, cause };
    },
    count: async () => (await executions()).length,
  };
});
