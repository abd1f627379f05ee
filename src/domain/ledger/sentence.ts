import { driftSentence } from '../drift/drift.ts';
import type { GateAnswer } from '../gates/answer.ts';
import { utc } from '../gates/sentence.ts';
import { scopeText } from '../promotion/stop.ts';
import type { Entry, EntryOf } from './entry.ts';
import { refusedRequestReason } from './entry-requests.ts';

/** One line for people: what happened. Who and when stand beside it. */
export function sentenceOf(entry: Entry): string {
  switch (entry.type) {
    case 'pipeline-defined':
      return `defined by ${entry.file} (version ${entry.version})`;
    case 'pipeline-removed':
      return 'its file was removed; pushes no longer concern it';
    case 'artifact-arrived':
      return `${entry.artifact} ${entry.tag} has come`;
    case 'release-created':
      return `release of ${entry.artifacts.map(({ name, tag }) => `${name} ${tag}`).join(', ')} recorded`;
    case 'release-tagged':
      return `${entry.artifact} is tagged ${entry.tag} too`;
    case 'release-marked':
      return `marked as bad: ${entry.reason}`;
    case 'release-mark-lifted':
      return `no longer marked as bad: ${entry.reason}`;
    case 'promotion-requested':
      if (entry.rollback !== undefined) return `${entry.stage} is rolled back to ${entry.tag}`;
      return `${entry.tag} asks for ${entry.stage}${entry.attempt > 1 ? ` (attempt ${entry.attempt})` : ''}`;
    case 'promotion-superseded':
      return `superseded in ${entry.stage}: ${entry.reason}`;
    case 'stage-acquired':
      return `has ${entry.stage}`;
    case 'gates-closed':
      return `gates of ${entry.stage} are closed: ${closed(entry.gates)}`;
    case 'gates-passed':
      return `gates of ${entry.stage} passed for wave ${entry.wave + 1}`;
    case 'vote-cast': {
      const verb = entry.verdict === 'approve' ? 'approved' : 'rejected';
      return `${verb} ${entry.stage} by ${entry.via}${entry.reason === '' ? '' : `: ${entry.reason}`}`;
    }
    case 'vote-refused': {
      const verb = entry.verdict === 'approve' ? 'approve' : 'reject';
      return `may not ${verb} ${entry.stage} by ${entry.via}, as ${entry.identity}: ${entry.reason}`;
    }
    case 'gate-overridden':
      return `${entry.gate} of ${entry.stage} overridden: ${entry.reason} (${entry.said})`;
    case 'pull-request-opened':
      return `pull request ${entry.pullRequest} opened for wave ${entry.diff.wave + 1} of ${entry.stage}`;
    case 'pull-request-extended':
      return `pull request ${entry.pullRequest} for ${entry.stage} takes what was pushed to it: ${entry.files.join(', ')}`;
    case 'pull-request-ended':
      return endOf(entry);
    case 'pull-request-not-needed':
      return `wave ${entry.wave + 1} of ${entry.stage} needs no pull request: ${entry.reason}`;
    case 'votes-dropped':
      if (entry.reason !== undefined)
        return `approval of ${entry.people.join(' and ')} fell: ${entry.reason}`;
      return `approval of ${entry.people.join(' and ')} fell: wave ${entry.wave + 1} of ${entry.stage} would change other lines now (${entry.from?.slice(0, 8) ?? 'none'} -> ${entry.to.slice(0, 8)})`;
    case 'wave-committed':
      return entry.changed
        ? `wave ${entry.wave + 1} of ${entry.stage} committed: ${entry.files.join(', ')}`
        : `wave ${entry.wave + 1} of ${entry.stage} needed no commit: the overlays carry the release already`;
    case 'target-failing':
      return `${entry.cluster} fails: ${entry.message}`;
    case 'target-recovered':
      return `${entry.cluster} no longer fails`;
    case 'wave-soaking':
      return `wave ${entry.wave + 1} of ${entry.stage} is healthy and soaks until ${utc(entry.until)}`;
    case 'wave-healthy':
      return `wave ${entry.wave + 1} of ${entry.stage} is healthy: ${entry.targets.map(({ cluster }) => cluster).join(', ')}`;
    case 'promotion-succeeded':
      return `promoted to ${entry.stage}`;
    case 'promotion-rejected':
      return `rejected in ${entry.stage}: ${entry.reason}`;
    case 'promotion-failed':
      return `failed in ${entry.stage}: ${entry.reason}`;
    case 'change-returned':
      return `wave ${entry.wave + 1} of ${entry.stage} was not committed: ${closed(entry.gates)}`;
    case 'stopped':
      return `stopped ${scopeText(entry.scope)}: ${entry.reason}`;
    case 'resumed':
      return `resumed ${scopeText(entry.scope)}: ${entry.reason}`;
    case 'cluster-silent':
      return `${entry.cluster} has been silent since ${utc(entry.since)}`;
    case 'request-refused':
      return `a request by ${entry.via} was refused: ${refusedRequestReason(entry)} (the first of this hour, at ${utc(entry.first)})`;
    case 'overdue':
      return `${entry.status} in ${entry.stage} for longer than it should, since ${utc(entry.due)}`;
    case 'swept':
      return `sweep: ${entry.sentence}`;
    case 'push-found':
      return `sweep: ${entry.artifact} ${entry.tag}, pushed at ${utc(entry.pushedAt)}, of which no event had told`;
    case 'drift-found':
      return `drift in ${entry.stage}: ${driftSentence(entry)}`;
    case 'drift-ended':
      return `drift in ${entry.stage} is over: ${entry.file} is as promoted again`;
    case 'stage-held':
      return `${entry.stage} is on hold: ${entry.reason}`;
    case 'stage-hold-lifted':
      return `hold of ${entry.stage} lifted: ${entry.reason}`;
  }
}

function endOf(entry: EntryOf<'pull-request-ended'>): string {
  const { pullRequest, stage, outcome, commit, identity, reason } = entry;
  const pull = `pull request ${pullRequest} for ${stage}`;
  if (outcome === 'outdated') return `${pull} is out of date: ${reason}`;
  const who = identity === undefined ? '' : ` by ${identity}`;
  return outcome === 'merged' ? `${pull} was merged${who} as ${commit}` : `${pull} was closed${who}`;
}

const closed = (gates: readonly GateAnswer[]): string =>
  gates
    .filter(({ state }) => state === 'closed')
    .map(({ sentence }) => sentence)
    .join('; ');
