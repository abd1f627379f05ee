import type { Draft } from '../domain/ledger/draft.ts';
import type { Pipeline, Stage } from '../domain/pipeline/types.ts';
import { type CurrentDefinition, requestEligible, stagesToAsk } from '../domain/promotion/request.ts';
import { promotionId } from '../domain/release.ts';
import { decide } from './decide.ts';
import { currentDefinition, definitionOf } from './definitions.ts';
import { followUp } from './follow-up.ts';
import type { Using } from './ports.ts';

type Needs = Using<'ledger' | 'workflow' | 'waits' | 'clock'>;

/**
 * Asks the first stages that the decision which recorded the release had no room for. Whoever made it may have died since:
 * so they are looked for also where the release was known `before`.
 * @returns whether there were any, and nobody else has asked them
 */
export async function askRest(
  ports: Needs,
  { before, state }: Pick<Draft, 'before' | 'state'>,
  release: string,
): Promise<boolean> {
  const current = await currentDefinition(ports, state);
  if (current === undefined) return false;
  const isNew = before.releases[release] === undefined;
  if (isNew && stagesToAsk(state, firstStages(current.pipeline), release).length === 0) return false;
  const definition = await definitionOfFirst(ports, state.pipeline, current, release);
  const stages = firstStages(definition.pipeline);
  const beside = { releases: [release], promotions: firstPromotions(stages, release) };
  let now = await ports.ledger.read(state.pipeline, beside);
  let asked = false;
  while (stagesToAsk(now, stages, release).length > 0) {
    const next = await decide(ports, state.pipeline, beside, (open) => {
      const found = open.state.releases[release];
      if (found !== undefined) requestEligible(open, definition, found, stages);
    });
    await followUp(ports, next.draft);
    // Somebody else may have asked them meanwhile.
    asked ||= next.draft.entries.length > 0;
    now = next.state;
  }
  return asked;
}

/** By which the release was recorded, if any stage was asked then: one that came later waits for the next push. */
async function definitionOfFirst(
  ports: Needs,
  pipeline: string,
  current: CurrentDefinition,
  release: string,
): Promise<CurrentDefinition> {
  const promotions = firstPromotions(firstStages(current.pipeline), release);
  const state = await ports.ledger.read(pipeline, { promotions });
  const [asked] = promotions
    .flatMap((id) => state.promotions[id] ?? [])
    .sort((a, b) => Date.parse(a.requestedAt) - Date.parse(b.requestedAt));
  return asked ? { version: asked.definition, pipeline: await definitionOf(ports, asked) } : current;
}

export const firstStages = ({ stages }: Pipeline): Stage[] =>
  stages.filter(({ after }) => after.length === 0);

export const firstPromotions = (stages: readonly Stage[], release: string): string[] =>
  stages.map(({ name }) => promotionId(release, name, 1));
