import { expect } from 'vitest';
import type { PromotionView } from '../../../console/api/views.ts';
import type { Commit, FileDiff } from './git.ts';

export interface Image {
  readonly tag: string;
  readonly digest: string;
}

const DIGEST = /sha256:[0-9a-f]{64}/g;
const TAG = /(newTag: *['"]?)([^'",}\s]+)/g;

/** Every wave of these promotions is one commit, and the ledger names it with the files that it really changed. */
export function expectOneCommitPerWave(
  history: readonly Commit[],
  promotions: readonly PromotionView[],
): void {
  for (const { promotion, commits } of promotions) {
    const carrying = history.filter((commit) => commit.promotions.includes(promotion.id));
    expect(carrying.map(({ id }) => id)).toEqual(commits.map(({ commit }) => commit));
    expect(commits.map(({ wave }) => wave)).toEqual(commits.map((_, index) => index + 1));
  }
  for (const commit of history.filter(({ author }) => author === 'Towpath')) {
    const waves = promotions.flatMap(({ commits }) => commits.filter((made) => made.commit === commit.id));
    if (waves.length < commit.promotions.length) continue;
    expect(commit.files.map(({ path }) => path).sort()).toEqual(waves.flatMap(({ files }) => files).sort());
  }
}

/** The commit changes tag and digest of one image in the file, to these, and not another byte. */
export function expectOnlyImageChanged({ removed, added }: FileDiff, image: Image): void {
  const blank = (line: string): string => line.replace(TAG, '$1<tag>').replace(DIGEST, '<digest>');
  expect(added.map(blank)).toEqual(removed.map(blank));
  const text = added.join('\n');
  expect([...text.matchAll(TAG)].map(([, , tag]) => tag)).toEqual([image.tag]);
  expect(text.match(DIGEST)).toEqual([image.digest]);
}

/** Nothing was lost on the way: every commit stands on the one before it. */
export function expectLinear(history: readonly Commit[]): void {
  expect(history.map(({ parents }) => parents)).toEqual([[], ...history.slice(0, -1).map(({ id }) => [id])]);
}
