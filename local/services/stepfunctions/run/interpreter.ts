import { withinLimit } from '../asl/data-flow.ts';
import type { Definition, State } from '../asl/definition.ts';
import { runtimeError, StatesError } from '../asl/states-error.ts';
import { isObject, type Json } from '../json.ts';
import { runState } from '../states/index.ts';
import type { HistoryEvent } from './history.ts';
import { Place, type Strand } from './strand.ts';
import { type Exit, Visit } from './visit.ts';

/** Runs the states of a definition one after another until one ends the strand. */
export async function runStrand(strand: Strand, definition: Definition, input: Json): Promise<Json> {
  let name: string | undefined = definition.StartAt;
  let value = input;
  for (let step = 1; name !== undefined; step += 1) {
    const place = new Place(strand, `${strand.path}/${step}:${name}`);
    const state: State | undefined = definition.States[name];
    if (state === undefined) throw runtimeError(`There is no state '${name}'`);
    const exit: Exit = recallExit(place) ?? (await visitState(place, name, state, value));
    value = exit.output;
    name = exit.next;
  }
  return value;
}

async function visitState(place: Place, name: string, state: State, input: Json): Promise<Exit> {
  const { strand } = place;
  const entered = place.emit('entered', `${state.Type}StateEntered`, {
    stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: { truncated: false } },
  });
  strand.openState = state.Type;
  try {
    const exit = await runState(new Visit(place, name, entered), state, input);
    writeExit(place, name, state, exit);
    strand.openState = undefined;
    return exit;
  } catch (thrown) {
    throw located(thrown, name, entered);
  }
}

function writeExit(place: Place, name: string, state: State, exit: Exit): void {
  const output = JSON.stringify(withinLimit(exit.output, name));
  place.emit(
    'exited',
    `${state.Type}StateExited`,
    { stateExitedEventDetails: { name, output, outputDetails: { truncated: false } } },
    { data: exit.next ?? null },
  );
}

/** A state that was left before a restart is not entered again. */
function recallExit(place: Place): Exit | undefined {
  if (!place.revisit('exited')) return undefined;
  const { event, data } = place.recall('exited') ?? {};
  const details = event?.details.stateExitedEventDetails;
  const output = JSON.parse(String(isObject(details) ? details.output : 'null'));
  return { output, next: typeof data === 'string' ? data : undefined };
}

const LOCATED = 'An error occurred while executing the state';

/** AWS says in which state it could not go on; the innermost one counts. */
function located(thrown: unknown, name: string, entered: HistoryEvent): unknown {
  if (!(thrown instanceof StatesError) || thrown.error !== 'States.Runtime') return thrown;
  if (thrown.reason?.startsWith(LOCATED)) return thrown;
  return runtimeError(`${LOCATED} '${name}' (entered at the event id #${entered.id}). ${thrown.reason}`);
}
