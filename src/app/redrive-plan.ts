import { ARGO_REPORT } from '../domain/health/argo-report.ts';
import { identityText } from '../domain/people/identity.ts';
import type { ChatWork } from '../ports/chat.ts';
import type { DeadLetter } from '../ports/dead-letters.ts';
import { ballotIn } from './chat/ballot-in.ts';
import { relayEvent } from './chat/relay-event.ts';
import type { Using } from './ports.ts';
import { isOfTag, movedBranchIn, ownEventIn, pushIn } from './received-events.ts';
import { recordPush } from './record-push.ts';
import { refreshConfiguration } from './refresh-configuration.ts';
import { refuseVote } from './refuse-vote.ts';

export type RedriveNeeds = Using<
  | 'deadLetterBox'
  | 'labels'
  | 'ledger'
  | 'configuration'
  | 'repository'
  | 'changes'
  | 'chatQueue'
  | 'workflow'
  | 'waits'
  | 'clock'
  | 'log'
>;

/** What becomes of a letter: done again, or left, since nothing can be done again. */
export interface Plan {
  readonly what: string;
  /** Absent when a redrive cannot help. */
  readonly again?: () => Promise<unknown>;
  /** What must be recorded when it is discarded. */
  readonly discarded?: () => Promise<unknown>;
}

export function planFor(ports: RedriveNeeds, letter: DeadLetter): Plan {
  const { id, kind, body } = letter;
  if (kind === 'change') {
    const { branchKey } = ports.repository;
    return { what: 'wakes the committer', again: () => ports.changes.nudge(branchKey, `redrive ${id}`) };
  }
  try {
    const value: unknown = JSON.parse(body);
    if (kind === 'chat') return planForChat(ports, id, value as ChatWork);
    // A message that could not be understood was put here as the text that it was.
    return planForEvent(ports, typeof value === 'string' ? JSON.parse(value) : value);
  } catch (error) {
    return { what: `cannot be understood: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** @throws MalformedEventError */
function planForEvent(ports: RedriveNeeds, event: unknown): Plan {
  const { 'detail-type': type, source, schema, app, DDBStreamBatchInfo: rows } = fieldsOf(event);
  if (type === 'ECR Image Action' || isOfTag(event)) {
    const push = pushIn(event);
    if (push === undefined) return { what: 'is no push' };
    return { what: `push of ${push.image}:${push.tag}`, again: () => recordPush(ports, push) };
  }
  if (type === 'CodeCommit Repository State Change') {
    const branch = movedBranchIn(event);
    if (branch !== ports.repository.branchKey) return { what: `a move of ${branch}, which is not ours` };
    return { what: `move of ${branch}`, again: () => refreshConfiguration(ports) };
  }
  if (source === 'towpath') {
    const own = ownEventIn(event);
    return { what: `for chat: ${own.sentence}`, again: () => relayEvent(ports, own) };
  }
  if (schema === ARGO_REPORT) {
    const { namespace, name } = fieldsOf(app);
    return { what: `a health report of ${namespace}/${name}; its agent has sent later ones` };
  }
  if (type === 'Scheduled Event') return { what: 'a sweep that did not run; a later one did its work' };
  if (rows !== undefined)
    return { what: 'entries that were not published as events; the ledger has them, the stream no longer' };
  return { what: 'no event that Towpath knows' };
}

/**
 * What shows or tells goes back to its queue: it is made of the state as it is then. What people did does not: by now
 * they may have done it again, or otherwise, so they are to do it anew, and the ledger says that it did not count.
 */
function planForChat(ports: RedriveNeeds, id: string, work: ChatWork): Plan {
  switch (work.kind) {
    case 'promotion':
    case 'news': {
      const { pipeline, promotion } = work;
      const as = { group: promotion ?? pipeline, id: `redrive ${id}` };
      const what = work.kind === 'news' ? `for chat: ${work.text}` : `the card of ${promotion}`;
      return { what, again: () => ports.chatQueue.send(work, as) };
    }
    case 'vote':
      return {
        what: `a vote (${work.verdict}) of ${identityText(work.identity)} on ${work.ballot.promotion}, to be cast anew`,
        discarded: () => refuse(ports, work),
      };
    case 'command':
      return { what: `a command of ${identityText(work.identity)}, to be given anew: ${work.text}` };
    case 'refused-request': {
      const as = { group: 'refused requests', id: `redrive ${id}` };
      return {
        what: 'a request that was refused, for the ledger',
        again: () => ports.chatQueue.send(work, as),
      };
    }
    default:
      return { what: 'no work for chat that Towpath knows' };
  }
}

async function refuse(ports: RedriveNeeds, work: ChatWork & { kind: 'vote' }): Promise<void> {
  const ballot = await ballotIn(ports, work);
  if (ballot !== undefined) await refuseVote(ports, ballot, 'It could not be handled, and was discarded.');
}

const fieldsOf = (value: unknown): Record<string, unknown> => (value ?? {}) as Record<string, unknown>;
