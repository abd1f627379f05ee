import { isOpen, type Promotion, type ProposedAs } from '../../domain/promotion/state.ts';

/** What is to be said in a pull request that is no longer needed, in the order in which it happened; else nothing. */
export function concluded(promotion: Promotion, { diff }: ProposedAs): string[] {
  const { status, stage, reason, commits } = promotion;
  const made = commits.find(({ wave }) => wave === diff.wave);
  const said = made === undefined ? [] : [committed(made.commit, made.changed)];
  if (isOpen(promotion)) return said;
  if (status === 'promoted') return [...said, `Promoted: every wave of ${stage} is healthy.`];
  return [...said, `The promotion was ${status}: ${reason ?? 'no reason was given'}.`];
}

const committed = (commit: string, changed: boolean): string =>
  changed ? `Committed as ${commit}.` : `Nothing was left to commit at ${commit}.`;
