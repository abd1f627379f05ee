/**
 * Two mistakes in a state machine that asl-validator does not find and AWS refuses. Pure, and without knowledge of
 * the emulator, so that the tests of the project's own state machine use it too.
 * @param definition a parsed definition; anything else has no mistakes of this kind
 * @returns one sentence per mistake, each with the place; empty if there is none
 */
export function findErrorHandlingMistakes(definition: unknown): string[] {
  return checkStates(definition, '');
}

function checkStates(definition: unknown, place: string): string[] {
  return Object.entries(record(record(definition).States)).flatMap(([name, state]) =>
    checkState(record(state), `${place}/States/${name}`),
  );
}

function checkState(state: Fields, place: string): string[] {
  return [
    ...checkWildcard(list(state.Retry), `${place}/Retry`),
    ...checkWildcard(list(state.Catch), `${place}/Catch`),
    ...checkHeartbeat(state, place),
    ...checkStates(state.ItemProcessor, `${place}/ItemProcessor`),
    ...checkStates(state.Iterator, `${place}/Iterator`),
    ...list(state.Branches).flatMap((branch, index) => checkStates(branch, `${place}/Branches/${index}`)),
  ];
}

function checkWildcard(entries: readonly unknown[], place: string): string[] {
  return entries.flatMap((entry, index) => {
    const names = list(record(entry).ErrorEquals);
    if (!names.includes('States.ALL')) return [];
    const mistakes: string[] = [];
    if (names.length > 1) mistakes.push(`${place}/${index}: States.ALL must stand alone in ErrorEquals`);
    if (index < entries.length - 1) {
      mistakes.push(`${place}/${index}: States.ALL must be the last entry, the ones after it are never used`);
    }
    return mistakes;
  });
}

function checkHeartbeat(state: Fields, place: string): string[] {
  const { HeartbeatSeconds: heartbeat, TimeoutSeconds: timeout } = state;
  if (typeof heartbeat !== 'number' || typeof timeout !== 'number' || heartbeat < timeout) return [];
  return [`${place}: HeartbeatSeconds (${heartbeat}) must be smaller than TimeoutSeconds (${timeout})`];
}

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
