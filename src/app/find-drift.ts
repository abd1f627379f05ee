import { driftSentence } from '../domain/drift/drift.ts';
import { respond, type Seen } from '../domain/drift/respond.ts';
import type { CurrentDefinition } from '../domain/promotion/request.ts';
import type { PipelineState } from '../domain/promotion/state.ts';
import type { ConfigurationRepository } from '../ports/repository.ts';
import { attemptsOf, nextAttempt } from './attempts.ts';
import type { BranchMove } from './branch-move.ts';
import { decide } from './decide.ts';
import { currentDefinition } from './definitions.ts';
import { followUp } from './follow-up.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';
import { seeStage } from './see-drift.ts';

type Needs = Using<'ledger' | 'repository' | 'workflow' | 'waits' | 'clock' | 'log'>;

/**
 * Looks whether a push changed values that promotions wrote, in every pipeline. Our own commits write what was promoted,
 * so they are not looked into.
 */
export async function findDrift(ports: Needs, move: BranchMove): Promise<void> {
  if (move.from === move.to || (await move.isAllOurs())) return;
  await inParallel(await ports.ledger.pipelines(), ({ name }) => findDriftIn(ports, name, move));
}

/**
 * Looks again at drift that is known: it may be gone, or could not be judged while a promotion wrote the stage. And at what
 * people merged of a promotion that came to nothing, which was no drift as long as it was the promotion's.
 */
export async function reviewDrift(ports: Needs, state: PipelineState): Promise<void> {
  const stages = Object.values(state.stages);
  if (!stages.some(({ drift = [], merged }) => drift.length > 0 || merged !== undefined)) return;
  await findDriftIn(ports, state.pipeline, await standing(ports.repository));
}

/** A branch that did not move. */
async function standing(repository: ConfigurationRepository): Promise<BranchMove> {
  const tip = await repository.tip();
  const nothing = { commits: [], isAll: true };
  return {
    from: tip,
    to: tip,
    isAllOurs: async () => true,
    paths: async () => [],
    foreign: async () => nothing,
  };
}

async function findDriftIn(ports: Needs, name: string, move: BranchMove): Promise<void> {
  const state = await ports.ledger.read(name);
  const definition = await currentDefinition(ports, state);
  if (definition === undefined) return;
  const seen = await inParallel(definition.pipeline.stages, (stage) => seeStage(ports, state, stage, move));
  for (const ofStage of seen)
    if (ofStage !== undefined && ofStage.found.length + ofStage.ended.length > 0)
      await record(ports, name, definition, ofStage);
}

/** As often as one decision cannot take it all. Each time less is new, so it ends. */
async function record(
  ports: Needs,
  pipeline: string,
  definition: CurrentDefinition,
  seen: Seen,
): Promise<void> {
  const releases = releasesOf(seen);
  const promotions = releases.flatMap((release) => attemptsOf(release, seen.stage.name));
  for (;;) {
    const { result: isAll, draft } = await decide(ports, pipeline, { releases, promotions }, (open) =>
      respond(open, definition, seen, {
        now: ports.clock.now(),
        attemptOf: (release, stage) => attemptOf(open.state, release, stage),
      }),
    );
    for (const entry of draft.entries)
      if (entry.type === 'drift-found')
        ports.log.warn('Drift', { pipeline, stage: entry.stage, sentence: driftSentence(entry) });
    // A look that died after its decision left an execution to start.
    await followUp(ports, draft);
    if (isAll) return;
  }
}

const releasesOf = ({ found }: Seen): string[] => [
  ...new Set(found.flatMap(({ release, holds }) => [release, ...(holds === undefined ? [] : [holds])])),
];

function attemptOf(state: PipelineState, release: string, stage: string): number | undefined {
  const isFree = attemptsOf(release, stage).some((id) => state.promotions[id] === undefined);
  return isFree ? nextAttempt(state, release, stage) : undefined;
}
