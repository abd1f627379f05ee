import { expect, it } from 'vitest';
import type { Fact } from '../../../../src/domain/ledger/entry.ts';
import { sentenceOf } from '../../../../src/domain/ledger/sentence.ts';

const of = { promotion: 'p', release: 'r', stage: 'prod' };
const gates = [
  { gate: 'hold', state: 'open' as const, sentence: 'not held' },
  { gate: 'approval', state: 'closed' as const, sentence: '1 of 2 approvals' },
];
const wave = { wave: 0, commit: 'c', requestedAt: '', files: ['a.yaml', 'b.yaml'] };

const drift = {
  ...{ stage: 'prod', release: 'r', overlay: 'o', file: 'o/k.yaml' },
  ...{ found: 'checkout 1', promoted: 'checkout 2', commit: 'c0ffee001', author: 'ana' },
};

const table: [Fact, string][] = [
  [
    { type: 'pipeline-defined', version: 'v1', commit: 'c', file: 'f.yaml', images: [] },
    'defined by f.yaml (version v1)',
  ],
  [{ type: 'pipeline-removed', commit: 'c' }, 'its file was removed; pushes no longer concern it'],
  [
    {
      type: 'release-created',
      release: 'r',
      artifacts: [{ name: 'checkout', image: 'i', tag: '1.0.0', digest: 'd' }],
    },
    'release of checkout 1.0.0 recorded',
  ],
  [
    { type: 'release-tagged', release: 'r', artifact: 'checkout', tag: '1.0.1' },
    'checkout is tagged 1.0.1 too',
  ],
  [
    { type: 'drift-found', ...drift, response: 'restore' },
    'drift in prod: o/k.yaml says checkout 1, promoted was checkout 2; changed by ana in c0ffee00; a promotion puts it back',
  ],
  [
    { type: 'drift-found', ...drift, author: '', response: 'report', why: 'no release' },
    'drift in prod: o/k.yaml says checkout 1, promoted was checkout 2; changed by somebody in c0ffee00; only reported: no release',
  ],
  [
    { type: 'drift-found', ...drift, response: 'report', during: 'p' },
    'drift in prod: o/k.yaml says checkout 1, promoted was checkout 2; changed by ana in c0ffee00, while p is under way',
  ],
  [
    { type: 'request-refused', via: 'slack', because: 'forged', first: '2026-11-20T12:00:00.000Z' },
    'a request by slack was refused: slack has not signed it (the first of this hour, at 2026-11-20 12:00 UTC)',
  ],
  [
    { type: 'request-refused', via: 'slack', because: 'stale', first: '2026-11-20T12:00:00.000Z' },
    'a request by slack was refused: slack signed it more than five minutes before, or after (the first of this hour, at 2026-11-20 12:00 UTC)',
  ],
  [
    { type: 'drift-ended', stage: 'prod', overlay: 'o', file: 'o/k.yaml' },
    'drift in prod is over: o/k.yaml is as promoted again',
  ],
  [{ type: 'promotion-requested', ...of, attempt: 1, definition: 'v1', tag: '1.0.0' }, '1.0.0 asks for prod'],
  [
    {
      type: 'promotion-requested',
      ...of,
      attempt: 1,
      definition: 'v1',
      tag: '1.0.0',
      rollback: { of: 'p', overlays: ['o'] },
    },
    'prod is rolled back to 1.0.0',
  ],
  [
    { type: 'promotion-requested', ...of, attempt: 2, definition: 'v1', tag: '1.0.0' },
    '1.0.0 asks for prod (attempt 2)',
  ],
  [
    { type: 'promotion-superseded', ...of, supersededBy: 's', reason: '2 is newer than 1' },
    'superseded in prod: 2 is newer than 1',
  ],
  [{ type: 'stage-acquired', ...of }, 'has prod'],
  [{ type: 'gates-closed', ...of, wave: 0, gates }, 'gates of prod are closed: 1 of 2 approvals'],
  [{ type: 'gates-passed', ...of, wave: 0, gates }, 'gates of prod passed for wave 1'],
  [
    {
      ...{ type: 'pull-request-opened', ...of, pullRequest: '7', branch: 'b', commit: 'c' },
      diff: { digest: 'd', wave: 0, waves: ['w'] },
    },
    'pull request 7 opened for wave 1 of prod',
  ],
  [
    {
      ...{ type: 'pull-request-extended', ...of, pullRequest: '7', commit: 'c', files: ['a.yaml', 'b.yaml'] },
      diff: { digest: 'd', wave: 0, waves: ['w'] },
    },
    'pull request 7 for prod takes what was pushed to it: a.yaml, b.yaml',
  ],
  [
    {
      type: 'pull-request-ended',
      ...of,
      pullRequest: '7',
      outcome: 'merged',
      commit: 'c',
      identity: 'iam a',
    },
    'pull request 7 for prod was merged by iam a as c',
  ],
  [
    { type: 'pull-request-ended', ...of, pullRequest: '7', outcome: 'closed' },
    'pull request 7 for prod was closed',
  ],
  [
    { type: 'pull-request-ended', ...of, pullRequest: '7', outcome: 'outdated', reason: 'somebody pushed' },
    'pull request 7 for prod is out of date: somebody pushed',
  ],
  [
    { type: 'pull-request-not-needed', ...of, wave: 0, reason: 'it is there' },
    'wave 1 of prod needs no pull request: it is there',
  ],
  [
    {
      ...{ type: 'votes-dropped', ...of, people: ['ana', 'ben'], wave: 0, to: 'w' },
      reason: 'somebody pushed to pull request 7',
    },
    'approval of ana and ben fell: somebody pushed to pull request 7',
  ],
  [{ type: 'vote-cast', ...of, verdict: 'approve', reason: '', via: 'cli' }, 'approved prod by cli'],
  [
    {
      ...{ type: 'vote-refused', stage: 'prod', verdict: 'approve', via: 'slack', identity: 'slack T1/U1' },
      reason: 'ana may not vote',
    },
    'may not approve prod by slack, as slack T1/U1: ana may not vote',
  ],
  [
    { type: 'vote-cast', ...of, verdict: 'reject', reason: 'no', via: 'console' },
    'rejected prod by console: no',
  ],
  [{ type: 'wave-committed', ...of, ...wave, changed: true }, 'wave 1 of prod committed: a.yaml, b.yaml'],
  [
    { type: 'wave-committed', ...of, ...wave, changed: false },
    'wave 1 of prod needed no commit: the overlays carry the release already',
  ],
  [
    { type: 'target-failing', ...of, wave: 0, cluster: 'prod-eu-1', overlay: 'o', message: 'crash' },
    'prod-eu-1 fails: crash',
  ],
  [
    { type: 'wave-soaking', ...of, wave: 0, since: 'a', until: '2026-11-20T13:00:00.675Z' },
    'wave 1 of prod is healthy and soaks until 2026-11-20 13:00 UTC',
  ],
  [
    {
      type: 'wave-healthy',
      ...of,
      wave: 1,
      targets: [{ cluster: 'prod-eu-1', overlay: 'o', revision: 'c', reportedAt: '' }],
    },
    'wave 2 of prod is healthy: prod-eu-1',
  ],
  [{ type: 'promotion-succeeded', ...of }, 'promoted to prod'],
  [{ type: 'promotion-rejected', ...of, reason: 'no' }, 'rejected in prod: no'],
  [{ type: 'promotion-failed', ...of, reason: 'crash' }, 'failed in prod: crash'],
  [
    { type: 'overdue', ...of, status: 'committing', due: '2026-11-20T12:15:00.000Z' },
    'committing in prod for longer than it should, since 2026-11-20 12:15 UTC',
  ],
  [{ type: 'swept', ...of, repair: 'wait', sentence: 'woken' }, 'sweep: woken'],
  [
    {
      type: 'push-found',
      release: 'r',
      artifact: 'checkout',
      tag: '1.0.0',
      pushedAt: '2026-11-20T12:15:00.000Z',
    },
    'sweep: checkout 1.0.0, pushed at 2026-11-20 12:15 UTC, of which no event had told',
  ],
  [{ type: 'stage-held', stage: 'prod', reason: 'incident' }, 'prod is on hold: incident'],
  [{ type: 'stage-hold-lifted', stage: 'prod', reason: 'over' }, 'hold of prod lifted: over'],
];

it.each(table)('says what happened: $type', (fact, sentence) => {
  const place = {
    pipeline: 'checkout',
    sequence: 1,
    at: '2026-11-20T12:00:00.000Z',
    by: { kind: 'towpath' },
  } as const;
  expect(sentenceOf({ ...fact, ...place })).toBe(sentence);
});
