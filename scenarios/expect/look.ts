import type {
  Explanation,
  FleetView,
  LedgerLine,
  PipelineView,
  ReleaseView,
  StageView,
} from '../../console/api/views.ts';
import { ScenarioError } from '../run/edits.ts';
import type { World } from '../world/world.ts';

/** What is so at one moment; nothing is asked twice. */
export class Look {
  readonly world: World;
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(world: World) {
    this.world = world;
  }

  fleet(): Promise<FleetView> {
    return this.#once('fleet', () => this.world.client().fleet());
  }

  async pipeline(name: string): Promise<PipelineView> {
    return this.#once(`pipeline ${name}`, () => this.world.client().pipeline(name));
  }

  async stage(place: string): Promise<StageView> {
    const [pipeline = '', name = ''] = place.split('/');
    const { stages } = await this.pipeline(pipeline);
    const stage = stages.find((known) => known.name === name);
    if (stage !== undefined) return stage;
    const known = stages.map((each) => `${pipeline}/${each.name}`).join(', ');
    throw new ScenarioError(`There is no stage ${place}. ${pipeline} has: ${known}.`);
  }

  explanation(place: string): Promise<Explanation> {
    const [pipeline = '', name = ''] = place.split('/');
    return this.#once(`explain ${place}`, () => this.world.client().explain(pipeline, name));
  }

  /** Oldest first; of all pipelines unless one is named. */
  ledger(pipeline?: string): Promise<readonly LedgerLine[]> {
    return this.#once(`ledger ${pipeline ?? ''}`, async () => {
      const lines = await this.world
        .client()
        .ledger({ limit: 1000, ...(pipeline !== undefined && { pipeline }) });
      return lines.reverse();
    });
  }

  releaseView(id: string): Promise<ReleaseView> {
    return this.#once(`release ${id}`, () => this.world.client().release(id));
  }

  /** The newest release of a pipeline that carries the tag. */
  async release(pipeline: string, tag: string): Promise<ReleaseView | undefined> {
    const ids = (await this.ledger(pipeline)).flatMap(({ type, release }) =>
      type === 'release-created' && release !== undefined ? [release] : [],
    );
    for (const id of ids.reverse()) {
      const view = await this.releaseView(id);
      if (view.tags.includes(tag) || view.artifacts.some((artifact) => artifact.tag === tag)) return view;
    }
    return undefined;
  }

  async releaseId(pipeline: string, tag: string): Promise<string> {
    const release = await this.release(pipeline, tag);
    if (release !== undefined) return release.id;
    throw new ScenarioError(`${pipeline} has no release ${tag}. Was the image pushed before this step?`);
  }

  #once<Value>(key: string, ask: () => Promise<Value>): Promise<Value> {
    const asked = (this.#asked.get(key) ?? ask()) as Promise<Value>;
    this.#asked.set(key, asked);
    return asked;
  }
}
