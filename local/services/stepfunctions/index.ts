import type { Operation } from '../../service.ts';
import { Engine } from './engine.ts';
import { executionOperations } from './operations/executions.ts';
import { historyOperations } from './operations/history.ts';
import { stateMachineOperations } from './operations/state-machines.ts';
import { taskCallbackOperations } from './operations/task-callbacks.ts';
import type { StepFunctionsOptions, StepFunctionsService } from './types.ts';

export type {
  ExecutionStatus,
  ExecutionStatusChange,
  InvokeLambda,
  LambdaError,
  StepFunctionsOptions,
  StepFunctionsService,
} from './types.ts';

/**
 * AWS Step Functions, STANDARD, for the state types and operations that Towpath uses.
 * @throws JournalCorruptError if the directory holds what a crash cannot have left
 */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctionsService {
  const engine = new Engine(options);
  const operations = {
    ...stateMachineOperations(engine),
    ...executionOperations(engine),
    ...historyOperations(engine),
    ...taskCallbackOperations(engine),
  };
  return {
    target: 'AWSStepFunctions',
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [name, durable(operation, engine)]),
    ),
    resume: () => engine.resume(),
    close: () => engine.close(),
  };
}

/** An answer is given only when what it says is on disk. */
function durable(operation: Operation, engine: Engine): Operation {
  return async (input) => {
    const answer = await operation(input);
    await engine.flushed();
    return answer;
  };
}
