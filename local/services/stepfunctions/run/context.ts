import type { Json, JsonObject } from '../json.ts';
import type { Execution } from './execution.ts';

/** The item a Map state's iteration works on. */
export interface MapItem {
  readonly index: number;
  readonly value: Json;
}

export interface StateInContext {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly enteredAt: number;
  readonly retryCount: number;
  readonly item?: MapItem | undefined;
  readonly token?: string | undefined;
}

/** The context object, what `$$.` refers to. */
export function contextObject(execution: Execution, state: StateInContext): JsonObject {
  const { start, machine } = execution;
  const context: JsonObject = {
    Execution: {
      Id: start.arn,
      Input: execution.input,
      Name: start.name,
      RoleArn: machine.roleArn,
      StartTime: new Date(start.startDate).toISOString(),
      RedriveCount: 0,
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
    State: {
      Name: state.name,
      EnteredTime: new Date(state.enteredAt).toISOString(),
      RetryCount: state.retryCount,
    },
  };
  if (state.token !== undefined) context.Task = { Token: state.token };
  if (state.item !== undefined) context.Map = { Item: { Index: state.item.index, Value: state.item.value } };
  return context;
}
