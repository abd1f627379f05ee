import { ServiceError } from '../../../service.ts';
import type { Json } from '../json.ts';
import type { Execution } from './execution.ts';
import type { PendingTask, TaskOutcome } from './pending-task.ts';

interface IssuedToken {
  readonly execution: Execution;
  /** Where the attempt keeps its facts. */
  readonly path: string;
  /** Missing after a restart, until the execution has come back to the task. */
  task: PendingTask | undefined;
  settled: boolean;
}

/** What every token begins with, so that a stranger's text can be told from a token that is gone. */
const PREFIX = 'AAAAKgAAAAIAAAAA';

/** All task tokens ever issued, by whom, and whether they still wait for an answer. */
export class TaskTokens {
  readonly #issued = new Map<string, IssuedToken>();

  static create(id: string): string {
    return PREFIX + Buffer.from(id).toString('base64');
  }

  register(token: string, execution: Execution, path: string, settled = false): void {
    if (!this.#issued.has(token)) this.#issued.set(token, { execution, path, task: undefined, settled });
  }

  attach(token: string, task: PendingTask): void {
    const issued = this.#issued.get(token);
    if (issued !== undefined) issued.task = task;
  }

  /** The token's task is over without an answer: timed out, or given up with the branch it was in. */
  close(token: string): void {
    const issued = this.#issued.get(token);
    if (issued !== undefined) issued.settled = true;
  }

  /** @throws ServiceError InvalidToken, TaskDoesNotExist, TaskTimedOut */
  settle(token: string, outcome: Exclude<TaskOutcome, { kind: 'timedOut' }>): void {
    const issued = this.#waiting(token);
    issued.execution.note(`${issued.path}:settled`, JSON.parse(JSON.stringify(outcome)) as Json);
    issued.settled = true;
    issued.task?.settle(outcome);
  }

  /** @param now milliseconds since the epoch @throws ServiceError as `settle` */
  heartbeat(token: string, now: number): void {
    const issued = this.#waiting(token);
    issued.execution.note(`${issued.path}:heartbeat`, now);
    issued.task?.heartbeat();
  }

  #waiting(token: string): IssuedToken {
    const issued = this.#issued.get(token);
    if (issued === undefined) {
      if (token.startsWith(PREFIX)) {
        throw new ServiceError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
      }
      throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
    }
    if (issued.settled || issued.task?.over || !issued.execution.active) {
      throw new ServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    return issued;
  }
}
