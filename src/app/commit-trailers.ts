import { PROMOTION_TRAILER } from '../contract.ts';
import type { ConfigurationRepository } from '../ports/repository.ts';
import type { Applied } from './apply-changes.ts';

/** How far back a lost commit is looked for; a branch that moved further has other troubles. */
const MOST_COMMITS = 200;

/** What, where, and a trailer per promotion, by which the commit is found again. */
export function commitMessage({ changed }: Pick<Applied, 'changed'>): string {
  const lines = changed.map(({ promotion, edits }) => {
    const image = edits[0]?.images[0];
    return {
      promotion,
      text: `${image?.name ?? ''} ${image?.tag ?? ''} to ${edits.map(({ overlay }) => overlay).join(', ')}`,
    };
  });
  const [only] = lines;
  const title = lines.length === 1 && only ? `Promote ${only.text}` : `Promote ${lines.length} releases`;
  const body = lines.length === 1 ? [] : [...lines.map(({ text }) => `- ${text}`), ''];
  return [
    shorten(title),
    '',
    ...body,
    ...lines.map(({ promotion }) => `${PROMOTION_TRAILER}: ${promotion}`),
    '',
  ].join('\n');
}

/** Promotion -> the commit that carries it, for the commits after `ancestor` up to `tip`, along first parents. */
export async function findLanded(
  repository: ConfigurationRepository,
  tip: string,
  ancestor: string,
): Promise<Map<string, string>> {
  const landed = new Map<string, string>();
  let id: string | undefined = tip;
  for (let walked = 0; id !== undefined && id !== ancestor && walked < MOST_COMMITS; walked += 1) {
    const commit = await repository.commitInfo(id);
    for (const promotion of trailers(commit.message))
      if (!landed.has(promotion)) landed.set(promotion, commit.id);
    id = commit.parents[0];
  }
  return landed;
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
