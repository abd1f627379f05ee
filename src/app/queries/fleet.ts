import { isBundle } from '../../domain/bundle/arrival.ts';
import { incompleteOf } from '../../domain/bundle/incomplete.ts';
import { type Drift, driftSentence } from '../../domain/drift/drift.ts';
import { formatProblem } from '../../domain/pipeline/problem.ts';
import type { Settings, Stage } from '../../domain/pipeline/types.ts';
import type { PipelineState } from '../../domain/promotion/state.ts';
import { FLEET_LEDGER, scopeText } from '../../domain/promotion/stop.ts';
import { releaseId } from '../../domain/release.ts';
import { currentDefinition } from '../definitions.ts';
import { NotFoundError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';
import type { Using } from '../ports.ts';
import { repositoryName } from '../repository-place.ts';
import type { DriftView, FleetView, PipelineView, StageView } from '../views.ts';
import { viewClusters, viewTargets } from './targets.ts';
import { actorName, gateText, ruleText, summaryOf } from './views-of.ts';

type Needs = Using<'ledger' | 'health' | 'configuration' | 'clock'>;

/** What is where, whole fleet. */
export async function viewFleet(ports: Needs & Using<'repository' | 'wakes'>): Promise<FleetView> {
  // The report is written last: who sees it sees what it reports on.
  const [settings, report, { stops = [] }] = await Promise.all([
    ports.configuration.settings(),
    ports.configuration.report(),
    ports.ledger.read(FLEET_LEDGER),
  ]);
  const listings = await ports.ledger.pipelines();
  const views = await inParallel(listings, ({ name }) => viewPipelineIfDefined(ports, name, settings));
  const now = ports.clock.now();
  const pipelines = views.flatMap((view) => view ?? []);
  return {
    at: new Date(now).toISOString(),
    pipelines,
    ...(report && { configuration: { commit: report.commit, at: report.at } }),
    problems: (report?.problems ?? []).map(formatProblem),
    stops: stops.map(({ scope, by, reason, at }) => ({
      scope,
      what: scopeText(scope),
      by: actorName(by),
      reason,
      at,
    })),
    people: (settings?.people ?? []).map(({ name }) => name),
    repository: { name: repositoryName(ports), branch: ports.repository.branch },
    clusters: await viewClusters(ports, settings, pipelines),
  };
}

export async function viewPipeline(ports: Needs, name: string): Promise<PipelineView> {
  const view = await viewPipelineIfDefined(ports, name, await ports.configuration.settings());
  if (view !== undefined) return view;
  const known = (await ports.ledger.pipelines()).map((listing) => listing.name);
  throw new NotFoundError(`There is no pipeline ${name}. Known: ${known.join(', ') || 'none'}.`);
}

async function viewPipelineIfDefined(
  ports: Needs,
  name: string,
  settings: Settings | undefined,
): Promise<PipelineView | undefined> {
  const first = await ports.ledger.read(name);
  const ended = Object.values(first.stages).flatMap(({ last }) => last ?? []);
  const state = await ports.ledger.read(name, { promotions: ended });
  const definition = await currentDefinition(ports, state);
  if (definition === undefined || state.definition === undefined) return undefined;
  const { version, commit, file } = state.definition;
  return {
    name,
    artifacts: definition.pipeline.artifacts.map(({ name, image, kind, tags }) => ({
      ...{ name, image, rule: ruleText(tags) },
      ...(kind !== undefined && { kind }),
    })),
    ...(isBundle(definition.pipeline) && {
      incomplete: await incompleteOf(definition.pipeline, state.arrivals ?? [], async (contents) => {
        return (await ports.ledger.contents(name, releaseId(name, contents))) !== undefined;
      }),
    }),
    definition: { version, commit, file },
    stages: await inParallel(definition.pipeline.stages, async (stage) => ({
      ...viewStage(state, stage),
      targets: await viewTargets(ports, stage, settings),
    })),
  };
}

function viewStage(state: PipelineState, stage: Stage): Omit<StageView, 'targets'> {
  const known = state.stages[stage.name];
  const active = known?.active === undefined ? undefined : state.promotions[known.active];
  const waiting = (known?.waiting ?? []).flatMap((id) => state.promotions[id] ?? []);
  const last = known?.last === undefined ? undefined : state.promotions[known.last];
  const hold = known?.hold;
  return {
    name: stage.name,
    after: stage.after,
    gates: stage.gates.map(gateText),
    ...(known?.current && {
      current: {
        release: known.current.release,
        tag: known.current.tag,
        promotion: known.current.promotion,
        since: known.current.at,
      },
    }),
    ...(hold && { hold: { by: actorName(hold.by), reason: hold.reason, at: hold.at } }),
    ...(known?.drift && { drift: known.drift.map(viewDrift) }),
    ...(active && { underWay: summaryOf(state, active, stage) }),
    waiting: waiting.map((promotion) => summaryOf(state, promotion, stage)),
    ...(last &&
      last.status !== 'promoted' && {
        lastFailure: {
          promotion: last.id,
          tag: last.tag,
          status: last.status,
          reason: last.reason ?? '',
          at: last.endedAt ?? '',
        },
      }),
  };
}

const viewDrift = (drift: Drift): DriftView => {
  const { overlay, file, found, promoted, commit, author, at } = drift;
  return { overlay, file, found, promoted, commit, author, at, sentence: driftSentence(drift) };
};
