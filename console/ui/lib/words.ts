import type { CanaryView, Explanation, PromotionSummary, TargetView } from '../../api/views.ts';

/** What a colour means here; it never stands without a word or a shape. */
export type Tone = 'ok' | 'busy' | 'warn' | 'bad' | 'calm';

export type IconName =
  | 'check'
  | 'half'
  | 'alert'
  | 'hollow'
  | 'pause'
  | 'person'
  | 'clock'
  | 'gate'
  | 'cross'
  | 'commit'
  | 'arrow'
  | 'dot';

export interface Sign {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

const sign = (word: string, tone: Tone, icon: IconName): Sign => ({ word, tone, icon });

export const healthSigns: Readonly<Record<TargetView['health'], Sign>> = {
  healthy: sign('healthy', 'ok', 'check'),
  progressing: sign('progressing', 'busy', 'half'),
  failing: sign('failing', 'bad', 'alert'),
  silent: sign('silent', 'calm', 'hollow'),
};

export const canarySigns: Readonly<Record<CanaryView['state'], Sign>> = {
  healthy: healthSigns.healthy,
  progressing: healthSigns.progressing,
  failing: healthSigns.failing,
  unknown: healthSigns.silent,
};

const statusSigns: Readonly<Record<PromotionSummary['status'], Sign>> = {
  waiting: sign('waiting', 'calm', 'clock'),
  gated: sign('at a gate', 'warn', 'gate'),
  committing: sign('committing', 'busy', 'commit'),
  verifying: sign('verifying', 'busy', 'half'),
  promoted: sign('promoted', 'ok', 'check'),
  superseded: sign('superseded', 'calm', 'arrow'),
  rejected: sign('rejected', 'bad', 'cross'),
  failed: sign('failed', 'bad', 'alert'),
};

export function statusSign({ status, takesVotes }: Pick<PromotionSummary, 'status' | 'takesVotes'>): Sign {
  return takesVotes ? sign('waits for approval', 'warn', 'person') : statusSigns[status];
}

/** How a promotion ended; the API gives that as any word. */
export const endSign = (status: string): Sign =>
  (statusSigns as Readonly<Record<string, Sign>>)[status] ?? sign(status, 'bad', 'cross');

export const findingSigns: Readonly<Record<Explanation['because'][number]['state'], Sign>> = {
  open: sign('open', 'ok', 'check'),
  done: sign('done', 'ok', 'check'),
  closed: sign('closed', 'warn', 'gate'),
  waiting: sign('waiting', 'busy', 'clock'),
  failing: sign('failing', 'bad', 'alert'),
  refused: sign('refused', 'bad', 'cross'),
};

const entrySigns: Readonly<Record<string, Sign>> = {
  'stage-acquired': sign('acquired', 'calm', 'arrow'),
  'gates-closed': sign('gates', 'warn', 'gate'),
  'gates-passed': sign('gates', 'ok', 'gate'),
  'vote-cast': sign('vote', 'calm', 'person'),
  'vote-refused': sign('vote refused', 'bad', 'person'),
  'request-refused': sign('request refused', 'bad', 'alert'),
  'wave-committed': sign('commit', 'busy', 'commit'),
  'wave-soaking': sign('soak', 'busy', 'clock'),
  'wave-healthy': sign('healthy', 'ok', 'check'),
  'target-failing': sign('failing', 'bad', 'alert'),
  'promotion-superseded': sign('superseded', 'calm', 'arrow'),
  'promotion-succeeded': sign('promoted', 'ok', 'check'),
  'promotion-rejected': sign('rejected', 'bad', 'cross'),
  'promotion-failed': sign('failed', 'bad', 'alert'),
  'drift-found': sign('drift', 'bad', 'alert'),
  'drift-ended': sign('drift over', 'ok', 'check'),
  'stage-held': sign('hold', 'warn', 'pause'),
  'stage-hold-lifted': sign('hold lifted', 'calm', 'pause'),
};

/** The sign of a ledger entry; a type that the page does not know yet has a plain one. */
export const entrySign = (type: string): Sign => entrySigns[type] ?? sign(type, 'calm', 'dot');

/** As much of a commit or a digest as people read. */
export const shortHash = (hash: string): string => hash.replace(/^sha256:/, '').slice(0, 7);

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
