import { isOpen } from '../promotion/state.ts';
import type { Draft } from './draft.ts';

/** What a store takes in one transaction (DynamoDB). */
const MOST_ITEMS = 100;
/** A decision ends what it began: it holds a stage, or gives one on. */
const FOR_THE_END = 6;

/**
 * How many items a decision writes: the head, an entry for each fact, and each row that differs. A promotion that ends
 * leaves the rows of open ones for those of ended ones. (What is listed with a definition is left out.)
 */
export function itemsIn({ before, state, entries }: Draft): number {
  const promotions = changed(before.promotions, state.promotions);
  const ended = promotions.filter(({ id }) => {
    const [was, is] = [before.promotions[id], state.promotions[id]];
    return was !== undefined && isOpen(was) && is !== undefined && !isOpen(is);
  });
  const others =
    changed(before.stages, state.stages).length + changed(before.releases, state.releases).length;
  const arrivals = before.arrivals === state.arrivals ? 0 : 1;
  return 1 + entries.length + others + arrivals + promotions.length + ended.length;
}

/** How many items more the decision may write before it comes to its end. */
export const roomIn = (draft: Draft): number => MOST_ITEMS - FOR_THE_END - itemsIn(draft);

const changed = <Row>(before: Readonly<Record<string, Row>>, after: Readonly<Record<string, Row>>): Row[] =>
  Object.entries(after).flatMap(([key, row]) => (before[key] === row ? [] : [row]));
