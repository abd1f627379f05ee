import { type Operation, ServiceError } from '../../../service.ts';
import type { Engine } from '../engine.ts';
import type { Execution } from '../run/execution.ts';
import type { ExecutionStatus } from '../types.ts';
import { arn, jsonText, oneOf, optionalText, validName } from './input.ts';
import { page } from './pages.ts';
import { findMachine } from './state-machines.ts';

const STATUSES: readonly ExecutionStatus[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

/** The name of an execution is free again so long after its end. */
const NAME_RETENTION = 90 * 24 * 3_600_000;

export function executionOperations(engine: Engine): Record<string, Operation> {
  return {
    async StartExecution(input) {
      const machine = findMachine(engine, arn(input, 'stateMachineArn'));
      const { source } = jsonText(input, 'input', '{}', {
        code: 'InvalidExecutionInput',
        title: 'Invalid State Machine Execution Input',
      });
      const name = validName(optionalText(input, 'name') ?? engine.newId());
      const executionArn = engine.arn(`execution:${machine.name}:${name}`);
      const execution =
        sameExecution(engine, executionArn, source) ??
        engine.start({ arn: executionArn, name, input: source, startDate: engine.now() }, machine);
      return { executionArn, startDate: execution.start.startDate / 1000 };
    },

    async DescribeExecution(input) {
      return describe(findExecution(engine, arn(input, 'executionArn')));
    },

    async ListExecutions(input) {
      const machine = findMachine(engine, arn(input, 'stateMachineArn'));
      const status = oneOf(input, 'statusFilter', STATUSES);
      const newestFirst = [...engine.store.executions.values()]
        .filter((execution) => execution.machine.arn === machine.arn)
        .sort((a, b) => b.start.sequence - a.start.sequence);
      const wanted = newestFirst.filter((execution) => status === undefined || execution.status === status);
      const { entries, ...token } = page(input, wanted, ({ start }) => start.sequence);
      return { executions: entries.map(listItem), ...token };
    },

    async StopExecution(input) {
      const execution = findExecution(engine, arn(input, 'executionArn'));
      execution.end(0, {
        type: 'ExecutionAborted',
        error: optionalText(input, 'error', { max: 256 }),
        cause: optionalText(input, 'cause', { max: 32_768 }),
      });
      return { stopDate: (execution.result?.stopDate ?? engine.now()) / 1000 };
    },
  };
}

/** @throws ServiceError ExecutionDoesNotExist */
export function findExecution(engine: Engine, executionArn: string): Execution {
  const execution = engine.store.executions.get(executionArn);
  if (execution !== undefined) return execution;
  throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
}

/**
 * The API reference of StartExecution: the same name and input while the execution runs is no error, any other use
 * of a taken name is one.
 */
function sameExecution(engine: Engine, executionArn: string, input: string): Execution | undefined {
  const known = engine.store.executions.get(executionArn);
  if (known === undefined) return undefined;
  if (known.status === 'RUNNING' && known.start.input === input) return known;
  const stopDate = known.result?.stopDate;
  if (stopDate !== undefined && engine.now() - stopDate > NAME_RETENTION) return undefined;
  throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
}

function listItem(execution: Execution): Record<string, unknown> {
  const { start, machine, status, result } = execution;
  return {
    executionArn: start.arn,
    stateMachineArn: machine.arn,
    name: start.name,
    status,
    startDate: start.startDate / 1000,
    ...(result === undefined ? {} : { stopDate: result.stopDate / 1000 }),
    redriveCount: 0,
  };
}

function describe(execution: Execution): object {
  const { output, error, cause } = execution.result ?? {};
  return {
    ...listItem(execution),
    input: execution.start.input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
