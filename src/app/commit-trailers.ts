import { PROMOTION_TRAILER } from '../contract.ts';
import { artifactsOf } from '../domain/updaters/edits.ts';
import type { Change } from '../ports/changes.ts';
import type { ConfigurationRepository } from '../ports/repository.ts';
import type { Applied } from './apply-changes.ts';

/** How far back a lost commit is looked for; a branch that moved further has other troubles. */
const MOST_COMMITS = 200;

/**
 * What, where, and a trailer per promotion, by which the commit is found again. A change that needs further commits has
 * none yet: it counts as landed with its last one.
 */
export function commitMessage({ changed, begun }: Pick<Applied, 'changed' | 'begun'>): string {
  const lines = [...changed.map(described), ...begun.map((change) => `a part of ${described(change)}`)];
  const title = lines.length === 1 ? `Promote ${lines[0]}` : `Promote ${lines.length} releases`;
  const body = lines.length === 1 ? [] : [...lines.map((line) => `- ${line}`), ''];
  const named = changed.map(({ promotion }) => `${PROMOTION_TRAILER}: ${promotion}`);
  return [shorten(title), '', ...body, ...named, ''].join('\n');
}

function described({ edits }: Change): string {
  const artifacts = edits.flatMap(artifactsOf).map(({ name, tag }) => `${name} ${tag}`);
  const overlays = edits.map(({ overlay }) => overlay);
  return `${[...new Set(artifacts)].join(' and ')} to ${[...new Set(overlays)].join(', ')}`;
}

/** A commit of ours, and the promotions that it carries. */
export interface Landed {
  readonly commit: string;
  readonly parent: string;
  readonly promotions: readonly string[];
}

/**
 * The commit of ours that was made on `parent`, if `tip` has it. At most one was: each is a compare-and-swap. A trailer
 * alone would not do, since every wave of a promotion has the same. All parents are walked, because somebody who pulls
 * before pushing makes ours the second.
 */
export async function findLanded(
  repository: ConfigurationRepository,
  tip: string,
  parent: string,
): Promise<Landed | undefined> {
  const seen = new Set([parent]);
  const next = [tip];
  for (const id of next) {
    if (seen.has(id) || seen.size > MOST_COMMITS) continue;
    seen.add(id);
    const { parents, message } = await repository.commitInfo(id);
    const promotions = trailers(message);
    if (parents[0] === parent && promotions.length > 0) return { commit: id, parent, promotions };
    next.push(...parents);
  }
  return undefined;
}

/** The promotions that a commit message names. */
export function trailers(message: string): string[] {
  const prefix = `${PROMOTION_TRAILER}: `;
  return message
    .split('\n')
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length).trim());
}

const shorten = (title: string): string => (title.length <= 100 ? title : `${title.slice(0, 97)}...`);
