import { utc } from '../../domain/gates/sentence.ts';
import type { PipelineState, Promotion } from '../../domain/promotion/state.ts';

/** What a promotion waits for, or how it ended; from stored state alone, so that a whole fleet is cheap to show. */
export function promotionSentence(state: PipelineState, promotion: Promotion): string {
  const { stage, status, tag } = promotion;
  switch (status) {
    case 'waiting': {
      const active = state.promotions[state.stages[stage]?.active ?? ''];
      return active === undefined ? `waits for ${stage}` : `waits until ${active.tag} leaves ${stage}`;
    }
    case 'gated':
      return gatedSentence(promotion);
    case 'committing':
      return `wave ${promotion.wave + 1} is being committed`;
    case 'verifying':
      return verifyingSentence(promotion);
    case 'promoted':
      return `promoted to ${stage}`;
    default:
      return `${tag} ${status}: ${promotion.reason ?? ''}`;
  }
}

function gatedSentence({ gates, stage }: Promotion): string {
  const closed = gates.filter(({ state }) => state !== 'open').map(({ sentence }) => sentence);
  return closed.length > 0 ? closed.join('; ') : `passes the gates of ${stage}`;
}

/** The view of the targets has the others. */
const MOST_NAMED = 10;

function verifyingSentence({ failing, soakingSince, wave, commits }: Promotion): string {
  const failures = Object.entries(failing).map(
    ([target, message]) => `${target.split(' ')[0]} fails: ${message}`,
  );
  const more = failures.length - MOST_NAMED;
  if (more > 0) return [...failures.slice(0, MOST_NAMED), `and ${more} more`].join('; ');
  if (failures.length > 0) return failures.join('; ');
  if (soakingSince !== undefined) return `wave ${wave + 1} is healthy since ${utc(soakingSince)} and soaks`;
  const commit = commits.find((made) => made.wave === wave)?.commit.slice(0, 7) ?? '';
  return `waits for health reports of wave ${wave + 1} (commit ${commit})`;
}
