import type { State, StateType } from '../asl/definition.ts';
import type { Json } from '../json.ts';
import type { Exit, Visit } from '../run/visit.ts';
import { runChoice } from './choice.ts';
import { runFail } from './fail.ts';
import { runMap } from './map.ts';
import { runParallel } from './parallel.ts';
import { runPass } from './pass.ts';
import { runSucceed } from './succeed.ts';
import { runTask } from './task.ts';
import { runWait } from './wait.ts';

type Runners = {
  readonly [T in StateType]: (
    visit: Visit,
    state: Extract<State, { Type: T }>,
    input: Json,
  ) => Exit | Promise<Exit>;
};

const RUNNERS: Runners = {
  Task: runTask,
  Choice: runChoice,
  Wait: runWait,
  Map: runMap,
  Parallel: runParallel,
  Pass: runPass,
  Succeed: runSucceed,
  Fail: runFail,
};

export const STATE_TYPES: readonly string[] = Object.keys(RUNNERS);

/** Does what the state says and tells how it was left. */
export function runState(visit: Visit, state: State, input: Json): Exit | Promise<Exit> {
  const run = RUNNERS[state.Type] as (visit: Visit, state: State, input: Json) => Exit | Promise<Exit>;
  return run(visit, state, input);
}
