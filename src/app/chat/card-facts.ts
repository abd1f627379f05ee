import { awaitsVotes, type CardFacts } from '../../domain/chat/promotion-card.ts';
import type { OverlayDiff } from '../../domain/diff/wave-diff.ts';
import { utc } from '../../domain/gates/sentence.ts';
import type { Stage } from '../../domain/pipeline/types.ts';
import { isOpen, type PipelineState, type Promotion } from '../../domain/promotion/state.ts';
import { pipelineOf } from '../../domain/release.ts';
import { stageOf } from '../definitions.ts';
import { gatesOf } from '../gates.ts';
import type { Using } from '../ports.ts';
import { viewBefore } from '../queries/evidence.ts';
import { diffOfStage } from '../stage-diff.ts';

export type CardPorts = Using<'ledger' | 'configuration' | 'repository' | 'health' | 'clock'>;

/** Everything that a card shows, as it is now; undefined for a promotion that is not there. */
export async function cardFacts(ports: CardPorts, id: string, page: string): Promise<CardFacts | undefined> {
  const first = await ports.ledger.read(pipelineOf(id), { promotions: [id] });
  const promotion = first.promotions[id];
  if (promotion === undefined) return undefined;
  const state = await ports.ledger.read(pipelineOf(id), { promotions: [id], releases: [promotion.release] });
  const stage = await stageOf(ports, promotion);
  const current = state.stages[promotion.stage]?.current?.tag;
  const isGated = isOpen(promotion) && promotion.status === 'gated';
  const gates = isGated ? (await gatesOf(ports, state, promotion)).answers : [];
  const isWaiting = awaitsVotes({ promotion, gates });
  return {
    promotion,
    stage,
    release: state.releases[promotion.release],
    current,
    gates,
    before: isWaiting ? await linesBefore(ports, state, promotion, stage) : [],
    ...(isWaiting && { diff: await diffLines(ports, promotion) }),
    link: `${page}/#/promotions/${encodeURIComponent(id)}`,
  };
}

/** The stages before, with the release and as healthy as their agents last said. */
async function linesBefore(
  ports: CardPorts,
  state: PipelineState,
  promotion: Promotion,
  stage: Stage,
): Promise<string[]> {
  const before = await viewBefore(ports, state, promotion, stage);
  return before.map(({ stage: name, passedAt, unwell }) => {
    const passed = passedAt === undefined ? `has not passed ${promotion.tag}` : `passed ${utc(passedAt)}`;
    const health =
      unwell.length === 0
        ? 'every target healthy'
        : unwell.map(({ cluster, health: state }) => `${cluster} ${state}`).join(', ');
    return `${name}: ${passed}; ${health}`;
  });
}

const MOST_FILES = 6;
const MOST_LINES = 6;

/** The first changed lines of each file, exactly as the committer would write them now; the page has them all. */
async function diffLines(ports: CardPorts, promotion: Promotion) {
  const { digest, commit, diffs } = await diffOfStage(ports, promotion);
  const overlays = diffs.flatMap(({ wave, overlays: changed }) =>
    changed.map((overlay) => linesOfOverlay(wave, overlay)),
  );
  const more = overlays.length - MOST_FILES;
  const lines = [...overlays.slice(0, MOST_FILES), ...(more > 0 ? [`and ${more} files more`] : [])];
  return { digest, commit, lines: lines.length > 0 ? lines : ['nothing: the overlays carry it already'] };
}

function linesOfOverlay(wave: number, diff: OverlayDiff): string {
  if ('problem' in diff) return `wave ${wave + 1}: ${diff.overlay} cannot be edited: ${diff.problem}`;
  const { path, removed, added } = diff.file;
  const lines = [...removed.map((line) => `- ${line.trim()}`), ...added.map((line) => `+ ${line.trim()}`)];
  const left = lines.length - MOST_LINES;
  const shown = [...lines.slice(0, MOST_LINES), ...(left > 0 ? [`and ${left} lines more`] : [])];
  return [`wave ${wave + 1}: ${path}`, ...shown].join('\n    ');
}
