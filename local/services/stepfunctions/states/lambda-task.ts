import { dataLimitError, runtimeError } from '../asl/states-error.ts';
import { byteLength, isObject, type Json, type JsonObject, PAYLOAD_LIMIT } from '../json.ts';
import { PendingTask, type TaskLimits, type TaskOutcome } from '../run/pending-task.ts';
import type { Attempt } from '../run/visit.ts';
import type { InvokeLambda, LambdaError } from '../types.ts';
import { recallTaskEnd, writeTaskEnd, writeTaskStart, writeTaskSubmitted } from './task-events.ts';

/** One call of `lambda:invoke`; with a token the answer comes later, through SendTaskSuccess or SendTaskFailure. */
export interface LambdaTask {
  readonly name: string;
  readonly parameters: Json;
  readonly limits: TaskLimits;
  readonly token: string | undefined;
}

/** Performs the task, or what is left of it after a restart, and writes its history. */
export async function performLambdaTask(attempt: Attempt, task: LambdaTask): Promise<TaskOutcome> {
  const ended = recallTaskEnd(attempt);
  if (ended !== undefined) return ended;
  const call = lambdaCall(task.parameters);
  const startedAt = writeTaskStart(attempt, task);
  const outcome = await waitForOutcome(attempt, task, call, startedAt);
  if (task.token !== undefined) attempt.visit.strand.runtime.tokens.close(task.token);
  writeTaskEnd(attempt, task, outcome);
  return outcome;
}

async function waitForOutcome(
  attempt: Attempt,
  task: LambdaTask,
  call: LambdaCall,
  startedAt: number,
): Promise<TaskOutcome> {
  const { runtime, cancellation } = attempt.visit.strand;
  const submitted = attempt.place.revisit('submitted');
  const settled = attempt.place.recall('settled')?.data;
  if (settled !== undefined) return settled as TaskOutcome;
  const heartbeat = attempt.place.recall('heartbeat')?.data;
  const lastHeartbeatAt = typeof heartbeat === 'number' ? heartbeat : startedAt;
  const pending = new PendingTask(runtime.clock, task.limits, startedAt, lastHeartbeatAt);
  if (task.token !== undefined) runtime.tokens.attach(task.token, pending);
  const release = cancellation.onCancel(() => {
    giveUpToken(attempt, task.token);
    pending.cancel();
  });
  if (!submitted) invoke(attempt, task, call, pending).catch(() => pending.cancel());
  try {
    return await pending.outcome;
  } finally {
    release();
  }
}

/** Rejected only if the journal is broken: then the execution stands still until it is mended. */
async function invoke(
  attempt: Attempt,
  task: LambdaTask,
  call: LambdaCall,
  pending: PendingTask,
): Promise<void> {
  const { runtime } = attempt.visit.strand;
  // A function must never hold a token, or have an effect, that the journal does not know of.
  await runtime.flushed();
  if (pending.over) return;
  const answer = await answerOf(() => runtime.invokeLambda(call.functionName, call.payload));
  if (pending.over) return;
  if (answer.kind === 'succeeded' && task.token !== undefined) {
    writeTaskSubmitted(attempt, task, answer.output);
  } else {
    pending.settle(withinResultLimit(answer, task));
  }
}

type Answer = Exclude<TaskOutcome, { kind: 'timedOut' }>;

async function answerOf(call: () => ReturnType<InvokeLambda>): Promise<Answer> {
  try {
    const answer = await call();
    return 'error' in answer ? functionFailure(answer.error) : envelope(answer.payload);
  } catch (reason) {
    return serviceFailure(reason);
  }
}

/** What the service integration returns of Lambda's response; a copy, as it would come over the wire. */
function envelope(payload: unknown): Answer {
  const text = JSON.stringify(payload ?? null);
  return {
    kind: 'succeeded',
    output: { ExecutedVersion: '$LATEST', Payload: JSON.parse(text), StatusCode: 200 },
  };
}

function functionFailure(error: LambdaError): Answer {
  return { kind: 'failed', error: error.errorType, cause: JSON.stringify(error) };
}

function serviceFailure(reason: unknown): Answer {
  const { name, message } = reason instanceof Error ? reason : new Error(String(reason));
  return {
    kind: 'failed',
    error: name.startsWith('Lambda.') ? name : 'Lambda.ServiceException',
    cause: message,
  };
}

function withinResultLimit(answer: Answer, task: LambdaTask): Answer {
  if (answer.kind === 'failed' || byteLength(answer.output) <= PAYLOAD_LIMIT) return answer;
  const { error, reason } = dataLimitError(task.name);
  return { kind: 'failed', error, cause: reason };
}

/** The branch that waited for the token was stopped; after a restart the token must still be known as closed. */
function giveUpToken(attempt: Attempt, token: string | undefined): void {
  const { runtime, execution } = attempt.visit.strand;
  if (token === undefined) return;
  runtime.tokens.close(token);
  if (execution.active) execution.note(`${attempt.place.path}:abandoned`, true);
}

interface LambdaCall {
  readonly functionName: string;
  readonly payload: Json;
}

function lambdaCall(parameters: Json): LambdaCall {
  const { FunctionName: name, Payload: payload }: JsonObject = isObject(parameters) ? parameters : {};
  if (typeof name !== 'string') throw runtimeError("The field 'FunctionName' is required but was missing");
  return { functionName: plainName(name), payload: payload ?? {} };
}

/** Of `name`, `account:function:name[:alias]` and `arn:aws:lambda:region:account:function:name[:alias]`, the name. */
function plainName(name: string): string {
  const parts = name.split(':');
  const marker = parts.indexOf('function');
  return (marker < 0 ? parts[0] : parts[marker + 1]) ?? name;
}
