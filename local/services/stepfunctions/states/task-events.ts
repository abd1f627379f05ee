import type { Json, JsonObject } from '../json.ts';
import type { TaskLimits, TaskOutcome } from '../run/pending-task.ts';
import type { Attempt } from '../run/visit.ts';

interface TaskDescription {
  readonly parameters: Json;
  readonly limits: TaskLimits;
  readonly token: string | undefined;
}

/** TaskScheduled and TaskStarted. Returns when the task began first, in milliseconds since the epoch. */
export function writeTaskStart(attempt: Attempt, task: TaskDescription): number {
  const details: JsonObject = {
    ...resource(task),
    region: attempt.visit.strand.runtime.region,
    parameters: JSON.stringify(task.parameters),
  };
  const { timeout, heartbeat } = task.limits;
  if (timeout !== undefined) details.timeoutInSeconds = timeout / 1000;
  if (heartbeat !== undefined) details.heartbeatInSeconds = heartbeat / 1000;
  attempt.place.emit('scheduled', 'TaskScheduled', { taskScheduledEventDetails: details });
  return attempt.place.emit('started', 'TaskStarted', { taskStartedEventDetails: resource(task) }).timestamp;
}

/** The function of a callback task has returned; from now on only the token counts. */
export function writeTaskSubmitted(attempt: Attempt, task: TaskDescription, output: Json): void {
  attempt.place.emit('submitted', 'TaskSubmitted', {
    taskSubmittedEventDetails: { ...resource(task), ...outputDetails(output) },
  });
}

export function writeTaskEnd(attempt: Attempt, task: TaskDescription, outcome: TaskOutcome): void {
  if (outcome.kind === 'succeeded') {
    attempt.place.emit('ended', 'TaskSucceeded', {
      taskSucceededEventDetails: { ...resource(task), ...outputDetails(outcome.output) },
    });
    return;
  }
  if (outcome.kind === 'timedOut') {
    // AWS reports a missed heartbeat under the same name; the replay has to know the difference.
    const details = { taskTimedOutEventDetails: { ...resource(task), error: 'States.Timeout' } };
    attempt.place.emit('ended', 'TaskTimedOut', details, { data: { heartbeat: outcome.heartbeat } });
    return;
  }
  const details: JsonObject = resource(task);
  if (outcome.error !== undefined) details.error = outcome.error;
  if (outcome.cause !== undefined) details.cause = outcome.cause;
  attempt.place.emit('ended', 'TaskFailed', { taskFailedEventDetails: details });
}

/** The outcome that was written before a restart, if there is one. */
export function recallTaskEnd(attempt: Attempt): TaskOutcome | undefined {
  if (!attempt.place.revisit('ended')) return undefined;
  const { event, data } = attempt.place.recall('ended') ?? {};
  const details = (Object.values(event?.details ?? {})[0] ?? {}) as JsonObject;
  if (event?.type === 'TaskSucceeded') {
    return { kind: 'succeeded', output: JSON.parse(String(details.output)) };
  }
  if (event?.type === 'TaskTimedOut') {
    return { kind: 'timedOut', heartbeat: (data as JsonObject | undefined)?.heartbeat === true };
  }
  return {
    kind: 'failed',
    error: typeof details.error === 'string' ? details.error : undefined,
    cause: typeof details.cause === 'string' ? details.cause : undefined,
  };
}

function resource(task: TaskDescription): JsonObject {
  return {
    resourceType: 'lambda',
    resource: task.token === undefined ? 'invoke' : 'invoke.waitForTaskToken',
  };
}

function outputDetails(output: Json): JsonObject {
  return { output: JSON.stringify(output), outputDetails: { truncated: false } };
}
