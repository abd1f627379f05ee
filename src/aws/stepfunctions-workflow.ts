import {
  DescribeExecutionCommand,
  paginateListExecutions,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ExecutionStatus, Workflow } from '../ports/workflow.ts';
import { isNamed } from './sdk-error.ts';
import { capture } from './tracer.ts';

/** Limit of SendTaskFailure's cause. */
const LONGEST_CAUSE = 32_768;

/** `alias` says which version of the machine a new promotion runs on; without one it is the machine as it now is. */
export interface StateMachine {
  readonly arn: string;
  readonly alias?: string;
}

export function createWorkflow(
  { arn: stateMachineArn, alias = '' }: StateMachine,
  client: SFNClient = capture(new SFNClient({})),
): Workflow {
  const startArn = alias === '' ? stateMachineArn : `${stateMachineArn}:${alias}`;
  return {
    async start({ pipeline, promotion }) {
      // The same name with the same bytes is what makes a second start harmless, so the order of keys is fixed.
      const input = JSON.stringify({ pipeline, promotion });
      await ignoring(['ExecutionAlreadyExists'], () =>
        client.send(new StartExecutionCommand({ stateMachineArn: startArn, name: promotion, input })),
      );
    },
    async answer(taskToken) {
      await settling(() => client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })));
    },
    async fail(taskToken, error, cause) {
      const input = { taskToken, error, cause: cause.slice(0, LONGEST_CAUSE) };
      await settling(() => client.send(new SendTaskFailureCommand(input)));
    },
    async running() {
      const names: string[] = [];
      const input = { stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000 } as const;
      for await (const { executions = [] } of paginateListExecutions({ client }, input))
        names.push(...executions.flatMap(({ name }) => name ?? []));
      return names;
    },
    status: (promotion) => describe(client, executionArn(stateMachineArn, promotion)),
  };
}

const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** Statuses that are an end; a redrive brings an execution back to life. */
const ENDED: readonly string[] = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

async function describe(client: SFNClient, arn: string): Promise<ExecutionStatus> {
  try {
    const { status = '', error } = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
    if (!ENDED.includes(status)) return { kind: 'running' };
    return { kind: 'ended', how: error === undefined ? status : `${status}: ${error}` };
  } catch (error) {
    if (isNamed(error, 'ExecutionDoesNotExist')) return { kind: 'missing' };
    throw error;
  }
}

/** AWS documents both for a task that was answered or timed out before: settled already, which is what was wanted. */
const settling = (send: () => Promise<unknown>): Promise<void> =>
  ignoring(['TaskTimedOut', 'TaskDoesNotExist'], send);

async function ignoring(names: readonly string[], send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!isNamed(error, ...names)) throw error;
  }
}
