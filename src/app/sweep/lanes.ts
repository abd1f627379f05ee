/**
 * Runs `run` for every item, `lanes` at a time, until `isOver`; returns the items that it did not come to. One slow item
 * holds up one lane. `run` must not throw.
 */
export async function inLanes<Item>(
  items: readonly Item[],
  lanes: number,
  isOver: () => boolean,
  run: (item: Item) => Promise<unknown>,
): Promise<Item[]> {
  const rest = [...items];
  const lane = async (): Promise<void> => {
    while (!isOver()) {
      const [item] = rest.splice(0, 1);
      if (item === undefined) return;
      await run(item);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return rest;
}

/** In order, beginning with `first` or what comes after its place; whatever is before it comes last. */
export function startingAt(names: Iterable<string>, first: string | undefined): string[] {
  const sorted = [...names].sort();
  const isBefore = (name: string): boolean => first !== undefined && name < first;
  return [...sorted.filter((name) => !isBefore(name)), ...sorted.filter(isBefore)];
}
