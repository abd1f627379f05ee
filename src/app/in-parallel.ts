/** More at once would only meet the service's throttling. */
const MOST_AT_ONCE = 16;

/** Runs `run` for every item, a few at a time; results are in the order of the items. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += MOST_AT_ONCE)
    results.push(...(await Promise.all(items.slice(start, start + MOST_AT_ONCE).map(run))));
  return results;
}
