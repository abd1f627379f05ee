import { overridersOf } from '../../domain/gates/override.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import type { PipelineState, Promotion } from '../../domain/promotion/state.ts';
import { pipelineOf } from '../../domain/release.ts';
import { attemptsOf } from '../attempts.ts';
import { currentDefinition, promotionIn, stageOf } from '../definitions.ts';
import { NotFoundError } from '../errors.ts';
import { gatesOf, readSurroundings } from '../gates.ts';
import type { Using } from '../ports.ts';
import type { GateView, PromotionView, ReleaseView } from '../views.ts';
import { viewEvidence } from './evidence.ts';
import { lineOf } from './ledger.ts';
import { viewPullRequest } from './pull-request.ts';
import { viewTargets } from './targets.ts';
import { actorName, stageNamed, summaryOf } from './views-of.ts';

/**
 * One promotion with its timeline: every entry of the ledger that names it.
 *
 * @param pullRequestUrl address of a pull request, with `{id}` for its number
 */
export async function viewPromotion(
  ports: Using<'ledger' | 'configuration' | 'health' | 'clock'>,
  id: string,
  pullRequestUrl?: string,
): Promise<PromotionView> {
  const first = await ports.ledger.read(pipelineOf(id), { promotions: [id] });
  const promotion = promotionIn(first, id);
  const state = await ports.ledger.readBeside(first, { releases: [promotion.release] });
  const stage = await stageOf(ports, promotion);
  const pullRequest = viewPullRequest(promotion, stage, pullRequestUrl);
  const evidence = await viewEvidence(ports, state, promotion, stage);
  return {
    promotion: summaryOf(state, promotion, stage),
    gates: await viewGates(ports, state, promotion),
    requestedAt: promotion.requestedAt,
    requestedBy: actorName(promotion.requestedBy),
    definition: promotion.definition,
    ...(pullRequest && { pullRequest }),
    ...(promotion.endedAt !== undefined && { endedAt: promotion.endedAt }),
    commits: promotion.commits.map(({ wave, commit, changed, files }) => ({
      wave: wave + 1,
      commit,
      changed,
      files,
    })),
    targets: await viewTargets(ports, stage, await ports.configuration.settings()),
    timeline: (await entriesOf(ports, promotion)).map(lineOf),
    ...(evidence && { evidence }),
  };
}

async function viewGates(
  ports: Using<'ledger' | 'configuration' | 'clock'>,
  state: PipelineState,
  promotion: Promotion,
): Promise<GateView[]> {
  if (promotion.status !== 'gated')
    return promotion.gates.map(({ gate, state: answer, sentence }) => ({
      ...{ gate, state: answer, sentence },
      canOverride: false,
    }));
  const surroundings = await readSurroundings(ports);
  const { answers } = await gatesOf(ports, state, promotion, surroundings);
  return answers.map(({ gate, state: answer, sentence }) => ({
    ...{ gate, state: answer, sentence },
    canOverride: answer === 'closed' && overridersOf(surroundings.settings, gate).length > 0,
  }));
}

async function entriesOf(ports: Using<'ledger'>, { id, pipeline, release }: Promotion): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of ports.ledger.history(pipeline)) {
    const isOurs =
      'promotion' in entry
        ? entry.promotion === id
        : entry.type === 'release-created' && entry.release === release;
    if (isOurs) entries.push(entry);
  }
  return entries;
}

/** Where one release is, stage by stage. */
export async function viewRelease(ports: Using<'ledger'>, id: string): Promise<ReleaseView> {
  const pipeline = pipelineOf(id);
  const definition = await currentDefinition(ports, await ports.ledger.read(pipeline));
  const stages = definition?.pipeline.stages.map(({ name }) => name) ?? [];
  const state = await ports.ledger.read(pipeline, {
    releases: [id],
    promotions: stages.flatMap((stage) => attemptsOf(id, stage)),
  });
  const release = state.releases[id];
  if (release === undefined) throw new NotFoundError(`There is no release ${id}. See: towpath status`);
  const { createdAt, tags, artifacts, passed, mark } = release;
  return {
    id,
    pipeline,
    createdAt,
    tags,
    ...(mark && { mark }),
    artifacts,
    stages: stages.map((stage) => {
      const promotion = latest(state, id, stage);
      const summary = promotion && summaryOf(state, promotion, stageNamed(definition?.pipeline, stage));
      const passage = passed[stage];
      return {
        stage,
        ...(summary && { promotion: summary }),
        ...(passage && { passedAt: passage.at }),
        sentence: summary?.sentence ?? 'not there yet',
      };
    }),
  };
}

const latest = (state: PipelineState, release: string, stage: string): Promotion | undefined =>
  attemptsOf(release, stage).reduce<Promotion | undefined>(
    (found, id) => state.promotions[id] ?? found,
    undefined,
  );
