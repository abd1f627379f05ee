import { entryItem, headItem, rowChanges } from '../../src/aws/ledger-rows.ts';
import type { Entry } from '../../src/domain/ledger/entry.ts';
import type { Pipeline } from '../../src/domain/pipeline/types.ts';
import { emptyState, isOpen, type PipelineState, type Promotion } from '../../src/domain/promotion/state.ts';
import type { Release } from '../../src/domain/release.ts';
import type { Beside, Ledger, PipelineListing } from '../../src/ports/ledger.ts';
import { frozen } from './copy.ts';

/** Keeps entries and, beside them, the rows they amount to: as a store does, so that the two could differ. */
export class FakeLedger implements Ledger {
  readonly #entries = new Map<string, Entry[]>();
  readonly #states = new Map<string, PipelineState>();
  readonly #definitions = new Map<string, Pipeline>();

  async read(pipeline: string, { releases = [], promotions = [] }: Beside = {}): Promise<PipelineState> {
    const state = this.state(pipeline);
    const isAsked = ([id, promotion]: [string, Promotion]) => isOpen(promotion) || promotions.includes(id);
    return {
      ...state,
      promotions: Object.fromEntries(Object.entries(state.promotions).filter(isAsked)),
      releases: Object.fromEntries(Object.entries(state.releases).filter(([id]) => releases.includes(id))),
    };
  }

  async readBeside(state: PipelineState, { releases = [], promotions = [] }: Beside): Promise<PipelineState> {
    const rows = await this.read(state.pipeline, { releases, promotions });
    const asked = (id: string): boolean => promotions.includes(id);
    const closed = Object.entries(rows.promotions).filter(([id, row]) => asked(id) && !isOpen(row));
    return {
      ...state,
      promotions: { ...Object.fromEntries(closed), ...state.promotions },
      releases: { ...state.releases, ...rows.releases },
    };
  }

  async append(
    before: PipelineState,
    after: PipelineState,
    entries: readonly Entry[],
  ): Promise<'appended' | 'conflict'> {
    const { pipeline } = after;
    refuseTooMuch(before, after, entries);
    const stored = this.state(pipeline);
    if (stored.sequence !== before.sequence) return 'conflict';
    this.#entries.set(pipeline, [...this.entries(pipeline), ...frozen(entries)]);
    const { stages, promotions, releases, ...head } = frozen(after);
    this.#states.set(pipeline, {
      ...head,
      stages: { ...stored.stages, ...stages },
      promotions: { ...stored.promotions, ...promotions },
      releases: { ...stored.releases, ...releases },
    });
    return 'appended';
  }

  async definition(pipeline: string, version: string): Promise<Pipeline | undefined> {
    return this.#definitions.get(`${pipeline} ${version}`);
  }

  async putDefinition(version: string, definition: Pipeline): Promise<void> {
    const key = `${definition.name} ${version}`;
    if (!this.#definitions.has(key)) this.#definitions.set(key, frozen(definition));
  }

  async contents(pipeline: string, release: string): Promise<Release['artifacts'] | undefined> {
    return this.state(pipeline).releases[release]?.artifacts;
  }

  async subscribers(image: string): Promise<string[]> {
    return (await this.pipelines()).filter(({ images }) => images.includes(image)).map(({ name }) => name);
  }

  async pipelines(): Promise<PipelineListing[]> {
    const isDefined = ({ pipeline }: PipelineState): boolean =>
      this.entries(pipeline).some(({ type }) => type === 'pipeline-defined');
    return [...this.#states.values()]
      .filter(isDefined)
      .map(({ pipeline, definition }) => ({ name: pipeline, images: definition?.images ?? [] }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async *history(pipeline: string): AsyncIterable<Entry> {
    yield* this.entries(pipeline);
  }

  async *newest(): AsyncIterable<Entry> {
    const all = [...this.#entries.values()].flat();
    yield* all.sort((a, b) => (place(a) < place(b) ? 1 : -1));
  }

  /** Everything that was appended, in order. */
  entries(pipeline: string): readonly Entry[] {
    return this.#entries.get(pipeline) ?? [];
  }

  /** Every row, closed promotions and all releases too. */
  state(pipeline: string): PipelineState {
    return this.#states.get(pipeline) ?? emptyState(pipeline);
  }

  /** What somebody does who writes past the ledger. */
  tamper(pipeline: string, change: (state: PipelineState) => PipelineState): void {
    this.#states.set(pipeline, frozen(change(this.state(pipeline))));
  }
}

/** What DynamoDB does with more than it takes: 100 items in a transaction, 400 KB in each. */
function refuseTooMuch(before: PipelineState, after: PipelineState, entries: readonly Entry[]): void {
  const { puts, deletes } = rowChanges(before, after);
  const items = [headItem(after), ...entries.map(entryItem), ...puts];
  if (items.length + deletes.length > 100)
    throw new Error(`ValidationException: ${items.length + deletes.length} items in one transaction`);
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item));
    if (size > 400 * 1024) throw new Error(`ValidationException: ${item.sk} has ${size} bytes`);
  }
}

const place = ({ at, pipeline, sequence }: Entry): string =>
  `${at} ${pipeline} ${String(sequence).padStart(12, '0')}`;
