import { effectiveInput, existing, stateOutput, withinLimit } from '../asl/data-flow.ts';
import type { TaskState } from '../asl/definition.ts';
import { runtimeError, StatesError } from '../asl/states-error.ts';
import { fillTemplate, type Scope } from '../asl/template.ts';
import type { Json } from '../json.ts';
import { withRetryAndCatch } from '../run/attempts.ts';
import type { TaskLimits, TaskOutcome } from '../run/pending-task.ts';
import type { Attempt, Exit, Visit } from '../run/visit.ts';
import { type LambdaTask, performLambdaTask } from './lambda-task.ts';

export function runTask(visit: Visit, state: TaskState, input: Json): Promise<Exit> {
  return withRetryAndCatch(visit, state, input, {
    run: (attempt) => runAttempt(attempt, state, input),
  });
}

async function runAttempt(attempt: Attempt, state: TaskState, input: Json): Promise<Json> {
  const token = state.Resource.endsWith('.waitForTaskToken') ? taskToken(attempt) : undefined;
  const context = attempt.context(token);
  const scope: Scope = { input: effectiveInput(state, { input, context }), context };
  const parameters = state.Parameters === undefined ? scope.input : fillTemplate(state.Parameters, scope);
  const task: LambdaTask = {
    name: attempt.visit.name,
    parameters: withinLimit(parameters, attempt.visit.name),
    limits: taskLimits(state, scope),
    token,
  };
  const result = resultOf(await performLambdaTask(attempt, task));
  return withinLimit(stateOutput(state, result, { input, context }), attempt.visit.name);
}

/** Each attempt has its own token, which survives a restart. */
function taskToken(attempt: Attempt): string {
  const { runtime, execution } = attempt.visit.strand;
  const known = attempt.place.recall('token')?.data;
  const token = typeof known === 'string' ? known : runtime.newToken();
  if (known === undefined) attempt.place.note('token', token);
  runtime.tokens.register(token, execution, attempt.place.path);
  return token;
}

function taskLimits(state: TaskState, scope: Scope): TaskLimits {
  return {
    timeout: seconds(state.TimeoutSeconds, state.TimeoutSecondsPath, scope),
    heartbeat: seconds(state.HeartbeatSeconds, state.HeartbeatSecondsPath, scope),
  };
}

/** In milliseconds. No timeout is 99,999,999 seconds on AWS; three years need no timer. */
function seconds(fixed: number | undefined, path: string | undefined, scope: Scope): number | undefined {
  const value = path === undefined ? fixed : existing(path, scope);
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value * 1000;
  throw runtimeError(`${path} must be a positive number of seconds, but is ${JSON.stringify(value)}`);
}

function resultOf(outcome: TaskOutcome): Json {
  if (outcome.kind === 'succeeded') return outcome.output;
  if (outcome.kind === 'failed') throw new StatesError(outcome.error, outcome.cause);
  throw new StatesError(
    'States.Timeout',
    undefined,
    outcome.heartbeat ? 'States.HeartbeatTimeout' : undefined,
  );
}
