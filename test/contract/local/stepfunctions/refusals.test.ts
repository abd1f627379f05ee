import * as sdk from '@aws-sdk/client-sfn';
import { beforeAll, expect, it } from 'vitest';
import { inProcess } from '../../../unit/local/services/in-process.ts';
import { callback, Harness, machine } from '../../../unit/local/services/stepfunctions/harness.ts';
import { commandOf, eachOperation, type Row, refusalIn } from '../refusals.ts';

const ROLE = 'arn:aws:iam::111122223333:role/states';
const definition = JSON.stringify(machine({ T: callback('wait') }));
/** In the form of a token that was given out, but it never was. */
const NOBODYS = `AAAAKgAAAAIAAAAA${Buffer.from('nobody').toString('base64')}`;

interface World {
  readonly stateMachineArn: string;
  readonly executionArn: string;
  readonly waiting: string;
  readonly settled: string;
}

const requests = ({ stateMachineArn, executionArn, waiting: taskToken }: World) => ({
  CreateStateMachine: { name: 'new', definition, roleArn: ROLE },
  DescribeExecution: { executionArn },
  DescribeStateMachine: { stateMachineArn },
  GetExecutionHistory: { executionArn },
  ListExecutions: { stateMachineArn },
  SendTaskFailure: { taskToken },
  SendTaskHeartbeat: { taskToken },
  SendTaskSuccess: { taskToken, output: '{}' },
  StartExecution: { stateMachineArn },
  StopExecution: { executionArn },
  UpdateStateMachine: { stateMachineArn, definition },
});

const noMachine = { stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:absent' };
const noExecution = { executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:machine:absent' };

const ROWS: readonly Row<World>[] = [
  ['CreateStateMachine UpdateStateMachine', 'InvalidDefinition', { definition: '{}' }],
  ['CreateStateMachine StartExecution', 'InvalidName', { name: 'a b' }],
  ['CreateStateMachine', 'StateMachineAlreadyExists', { name: 'machine', roleArn: `${ROLE}-another` }],
  ['CreateStateMachine', 'StateMachineTypeNotSupported', { type: 'EXPRESS' }],
  ['CreateStateMachine', 'ValidationException', { roleArn: '' }],
  ['DescribeExecution GetExecutionHistory StopExecution', 'InvalidArn', { executionArn: 'run' }],
  ['DescribeExecution GetExecutionHistory StopExecution', 'ExecutionDoesNotExist', noExecution],
  ['DescribeExecution GetExecutionHistory StopExecution', 'ValidationException', { executionArn: '' }],
  ['DescribeStateMachine ListExecutions', 'InvalidArn', { stateMachineArn: 'machine' }],
  ['DescribeStateMachine ListExecutions', 'StateMachineDoesNotExist', noMachine],
  ['DescribeStateMachine', 'ValidationException', { stateMachineArn: '' }],
  ['GetExecutionHistory ListExecutions', 'InvalidToken', { nextToken: 'nonsense' }],
  ['GetExecutionHistory ListExecutions', 'ValidationException', { maxResults: 1_001 }],
  ['ListExecutions', 'ValidationException', { statusFilter: 'LOST' }],
  ['SendTaskFailure SendTaskHeartbeat SendTaskSuccess', 'InvalidToken', { taskToken: 'nonsense' }],
  ['SendTaskFailure SendTaskHeartbeat SendTaskSuccess', 'TaskDoesNotExist', { taskToken: NOBODYS }],
  [
    'SendTaskFailure SendTaskHeartbeat SendTaskSuccess',
    'TaskTimedOut',
    ({ settled }) => ({ taskToken: settled }),
  ],
  ['SendTaskFailure SendTaskHeartbeat SendTaskSuccess', 'ValidationException', { taskToken: '' }],
  ['SendTaskFailure StopExecution', 'ValidationException', { error: 'x'.repeat(257) }],
  ['SendTaskSuccess', 'InvalidOutput', { output: '{' }],
  ['SendTaskSuccess', 'ValidationException', { output: `"${'x'.repeat(262_144)}"` }],
  ['StartExecution UpdateStateMachine', 'InvalidArn', { stateMachineArn: 'machine' }],
  ['StartExecution UpdateStateMachine', 'StateMachineDoesNotExist', noMachine],
  ['StartExecution UpdateStateMachine', 'ValidationException', { stateMachineArn: '' }],
  ['StartExecution', 'ExecutionAlreadyExists', { name: 'run', input: '{"other":true}' }],
  ['StartExecution', 'InvalidExecutionInput', { input: '{' }],
  ['StartExecution', 'ValidationException', { input: `"${'x'.repeat(262_144)}"` }],
  ['UpdateStateMachine', 'MissingRequiredParameter', { definition: undefined }],
];

const tokens: string[] = [];
const harness = new Harness({ wait: ({ token }) => tokens.push(token) });
const client = new sdk.SFNClient(inProcess(harness.service));
let world: World;
beforeAll(async () => {
  const over = await harness.start(JSON.parse(definition), {}, 'over');
  const executionArn = await harness.start(JSON.parse(definition));
  const [settled = '', waiting = ''] = tokens;
  await client.send(new sdk.SendTaskSuccessCommand({ taskToken: settled, output: '{}' }));
  const { stateMachineArn = '' } = await client.send(
    new sdk.DescribeExecutionCommand({ executionArn: over }),
  );
  world = { stateMachineArn, executionArn, waiting, settled };
});

it.each(eachOperation(ROWS))('$operation answers $error', async (row) => {
  expect(await refusalIn(client.send(commandOf(sdk, requests, world, row)))).toBe(row.error);
});
