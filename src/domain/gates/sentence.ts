import type { Actor } from '../ledger/actor.ts';
import type { GateAnswer } from './answer.ts';

/** A time as sentences give it: `2026-11-23 07:00 UTC`, with seconds only where there are any. */
export const utc = (time: number | string): string =>
  new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/(:00)?\.\d{3}Z$/, ' UTC');

export const actorName = (actor: Actor): string => (actor.kind === 'person' ? actor.name : 'Towpath');

/** What several gates say, each thing once: a rejection speaks from every approval gate of the stage. */
export const joined = (answers: readonly GateAnswer[]): string =>
  [...new Set(answers.map(({ sentence }) => sentence))].join('; ');
