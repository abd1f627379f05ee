import type { Arrival } from '../domain/bundle/arrival.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import {
  type DefinitionHead,
  isOpen,
  type PipelineState,
  type Promotion,
  type StageState,
} from '../domain/promotion/state.ts';
import type { Stop } from '../domain/promotion/stop.ts';
import type { Release } from '../domain/release.ts';
import type { Item, Key } from './table.ts';

/** Keys of a pipeline's partition. `STATE#` sorts the head first, so that it is read before what it guards. */
export const keys = {
  pipeline: (name: string): string => `PIPELINE#${name}`,
  head: 'STATE#HEAD',
  arrivals: 'STATE#ARRIVALS',
  stage: (stage: string): string => `STATE#STAGE#${stage}`,
  open: (promotion: string): string => `STATE#PROMOTION#${promotion}`,
  closed: (promotion: string): string => `PROMOTION#${promotion}`,
  release: (release: string): string => `RELEASE#${release}`,
  definition: (version: string): string => `DEFINITION#${version}`,
  entry: (sequence: number): string => `LEDGER#${String(sequence).padStart(12, '0')}`,
} as const;

/** One row per pipeline that was ever defined, and one per image that it subscribes to. */
export const LISTING = 'PIPELINES';
export const subscribersOf = (image: string): string => `IMAGE#${image}`;

/** Ledger entries of one month in UTC in the order of time, for the newest of all pipelines. */
export const monthOf = (iso: string): string => `LEDGER#${iso.slice(0, 7)}`;

export interface HeadRow {
  readonly sequence: number;
  readonly definition?: DefinitionHead;
  readonly stops?: readonly Stop[];
  readonly silent?: Readonly<Record<string, string>>;
  readonly refused?: Readonly<Record<string, string>>;
}

export const headItem = ({
  pipeline,
  sequence,
  definition,
  stops,
  silent,
  refused,
}: PipelineState): Item => ({
  pk: keys.pipeline(pipeline),
  sk: keys.head,
  data: { sequence, definition, stops, silent, refused },
});

export const entryItem = (entry: Entry): Item => ({
  pk: keys.pipeline(entry.pipeline),
  sk: keys.entry(entry.sequence),
  gsi1pk: monthOf(entry.at),
  gsi1sk: `${entry.at}#${entry.pipeline}#${keys.entry(entry.sequence)}`,
  data: entry,
});

/** What to put and what to delete so that the rows of `before` become those of `after`. */
export function rowChanges(before: PipelineState, after: PipelineState): { puts: Item[]; deletes: Key[] } {
  const pk = keys.pipeline(after.pipeline);
  const puts: Item[] = [];
  const deletes: Key[] = [];
  if (after.arrivals !== undefined && after.arrivals !== before.arrivals)
    puts.push({ pk, sk: keys.arrivals, data: after.arrivals });
  for (const stage of changed(before.stages, after.stages))
    puts.push({ pk, sk: keys.stage(stage.stage), data: stage });
  for (const release of changed(before.releases, after.releases))
    puts.push({ pk, sk: keys.release(release.id), data: release });
  for (const promotion of changed(before.promotions, after.promotions)) {
    const { id } = promotion;
    const wasOpen = before.promotions[id] !== undefined && isOpen(before.promotions[id]);
    puts.push({ pk, sk: isOpen(promotion) ? keys.open(id) : keys.closed(id), data: promotion });
    if (wasOpen && !isOpen(promotion)) deletes.push({ pk, sk: keys.open(id) });
  }
  const listing = listingChanges(before, after);
  return { puts: [...puts, ...listing.puts], deletes: [...deletes, ...listing.deletes] };
}

/** Who wants which image: written with the definition, so that a push finds it with one read. */
function listingChanges(before: PipelineState, after: PipelineState): { puts: Item[]; deletes: Key[] } {
  if (before.definition === after.definition) return { puts: [], deletes: [] };
  const sk = after.pipeline;
  const [old, images] = [before.definition?.images ?? [], after.definition?.images ?? []];
  const gone = old.filter((image) => !images.includes(image));
  return {
    puts: [
      { pk: LISTING, sk, data: { images } },
      ...images.map((image) => ({ pk: subscribersOf(image), sk, data: {} })),
    ],
    deletes: gone.map((image) => ({ pk: subscribersOf(image), sk })),
  };
}

const changed = <Row>(before: Readonly<Record<string, Row>>, after: Readonly<Record<string, Row>>): Row[] =>
  Object.entries(after).flatMap(([key, row]) => (before[key] === row ? [] : [row]));

/** Adds closed promotions and releases to a state. */
export function withRows(state: PipelineState, items: Iterable<Item>): PipelineState {
  const { promotions, releases } = stateOf(state.pipeline, items);
  return {
    ...state,
    promotions: { ...promotions, ...state.promotions },
    releases: { ...state.releases, ...releases },
  };
}

/** The state that a pipeline's rows amount to. */
export function stateOf(pipeline: string, items: Iterable<Item>): PipelineState {
  const stages: Record<string, StageState> = {};
  const promotions: Record<string, Promotion> = {};
  const releases: Record<string, Release> = {};
  let head: HeadRow = { sequence: 0 };
  let arrivals: readonly Arrival[] | undefined;
  for (const { sk, data } of items) {
    const key = String(sk);
    if (key === keys.head) head = data as HeadRow;
    else if (key === keys.arrivals) arrivals = data as readonly Arrival[];
    else if (key.startsWith(keys.stage(''))) stages[(data as StageState).stage] = data as StageState;
    else if (key.startsWith(keys.release(''))) releases[(data as Release).id] = data as Release;
    else promotions[(data as Promotion).id] = data as Promotion;
  }
  const { sequence, definition, stops, silent, refused } = head;
  return {
    pipeline,
    sequence,
    ...(definition && { definition }),
    ...(stops && { stops }),
    ...(arrivals && { arrivals }),
    ...(silent && { silent }),
    ...(refused && { refused }),
    stages,
    promotions,
    releases,
  };
}
