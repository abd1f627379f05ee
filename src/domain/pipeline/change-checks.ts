import { MOST_FILES } from '../diff/wave-diff.ts';
import type { ResolvedPipeline } from './resolve-targets.ts';
import type { Finding } from './source.ts';
import type { TargetOutline } from './targets-outline.ts';

/** A proposal is one commit, where a commit of Towpath's may come in parts. */
export const checkChanges = ({ stages }: ResolvedPipeline): Finding[] =>
  stages.flatMap(({ change, waves }) => {
    if (change?.text !== 'pull-request') return [];
    const most = Math.max(0, ...waves.map((wave) => filesOf(wave).size));
    if (most <= MOST_FILES) return [];
    const message = `a wave of this stage writes ${most} files, and a pull request has ${MOST_FILES} at most`;
    return [{ path: change.path, message, hint: 'cut it into more waves, or write change: commit' }];
  });

const filesOf = (wave: readonly TargetOutline[]): Set<string | undefined> =>
  new Set(
    wave.flatMap(({ overlay, writesOverlay, updates }) => [
      ...(writesOverlay ? [overlay?.text] : []),
      ...updates.map(({ update }) => update.file),
    ]),
  );
