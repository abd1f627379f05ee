import type { Fact, FactType } from '../src/domain/ledger/entry.ts';

const release = 'checkout_3f9c0a1b2d4e';
const ofPromotion = { promotion: 'checkout_prod_3f9c0a1b2d4e_1', release, stage: 'prod' };
const commit = '9f2c4d1e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d';
const target = { cluster: 'prod-eu-1', overlay: 'apps/checkout/overlays/prod-eu-1' };
const image = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout';
const approved = { gate: 'approval', state: 'open', sentence: 'approved by ana and ben' } as const;
const frozen = {
  gate: 'freeze',
  state: 'closed',
  sentence: 'frozen until 2026-11-23 08:00 UTC',
  until: '2026-11-23T08:00:00.000Z',
} as const;

/** One fact of each type, for docs/events/ and the tests of its schemas. */
export const eventExamples: { readonly [Type in FactType]: Extract<Fact, { type: Type }> } = {
  'pipeline-defined': {
    type: 'pipeline-defined',
    version: '5d41402abc4b',
    commit,
    file: '.towpath/checkout.yaml',
    images: [image],
  },
  'pipeline-removed': { type: 'pipeline-removed', commit },
  'artifact-arrived': {
    type: 'artifact-arrived',
    artifact: 'checkout',
    image,
    tag: '1.4.0',
    digest: `sha256:${'3f9c'.repeat(16)}`,
  },
  'release-created': {
    type: 'release-created',
    release,
    artifacts: [{ name: 'checkout', image, tag: '1.4.0', digest: `sha256:${'3f9c'.repeat(16)}` }],
  },
  'release-tagged': { type: 'release-tagged', release, artifact: 'checkout', tag: '1.4' },
  'promotion-requested': {
    type: 'promotion-requested',
    ...ofPromotion,
    attempt: 1,
    definition: '5d41402abc4b',
    tag: '1.4.0',
  },
  'promotion-superseded': {
    type: 'promotion-superseded',
    ...ofPromotion,
    supersededBy: 'checkout_prod_8a7b6c5d4e3f_1',
    reason: '1.4.1 is newer than 1.4.0',
  },
  'stage-acquired': { type: 'stage-acquired', ...ofPromotion },
  'gates-closed': { type: 'gates-closed', ...ofPromotion, wave: 0, gates: [approved, frozen] },
  'gates-passed': { type: 'gates-passed', ...ofPromotion, wave: 0, gates: [approved] },
  'vote-cast': {
    type: 'vote-cast',
    ...ofPromotion,
    verdict: 'approve',
    reason: 'seen in staging',
    via: 'slack',
    identity: 'slack T0123ABCD/U0456EFGH',
    rules: ['2 approvals from release-managers, not the requester'],
    request: 'v0=2f1c',
    diff: { digest: 'c4'.repeat(16), wave: 0, waves: ['3f'.repeat(16), '9a'.repeat(16)] },
  },
  'gate-overridden': {
    type: 'gate-overridden',
    ...ofPromotion,
    gate: 'freeze',
    reason: 'hotfix for incident 42',
    said: 'frozen until 2026-11-23 08:00 UTC',
  },
  'pull-request-opened': {
    type: 'pull-request-opened',
    ...ofPromotion,
    pullRequest: '7',
    branch: `towpath/${ofPromotion.promotion}`,
    commit: '5c020b042dd71daa6e6cade586cf862a2e7e4f96',
    diff: { digest: '3f'.repeat(16), wave: 0, waves: ['77'.repeat(16)] },
  },
  'votes-dropped': {
    type: 'votes-dropped',
    ...ofPromotion,
    people: ['ana', 'ben'],
    wave: 0,
    from: '3f'.repeat(16),
    to: '77'.repeat(16),
  },
  'vote-refused': {
    type: 'vote-refused',
    stage: 'prod',
    promotion: ofPromotion.promotion,
    verdict: 'approve',
    reason: 'ana requested this promotion and may not vote on it',
    via: 'console',
    identity: 'iam arn:aws:iam::111122223333:user/ana',
  },
  'wave-committed': {
    type: 'wave-committed',
    ...ofPromotion,
    wave: 0,
    commit,
    changed: true,
    requestedAt: '2026-11-20T12:00:00.000Z',
    files: [`${target.overlay}/kustomization.yaml`],
  },
  'target-failing': {
    type: 'target-failing',
    ...ofPromotion,
    wave: 0,
    ...target,
    message: 'health check failed: Deployment/checkout has no ready pods',
  },
  'target-recovered': { type: 'target-recovered', ...ofPromotion, wave: 0, ...target },
  'wave-soaking': {
    type: 'wave-soaking',
    ...ofPromotion,
    wave: 0,
    since: '2026-11-20T12:02:00.000Z',
    until: '2026-11-20T12:12:00.000Z',
  },
  'wave-healthy': {
    type: 'wave-healthy',
    ...ofPromotion,
    wave: 0,
    targets: [{ ...target, revision: commit, reportedAt: '2026-11-20T12:02:00.000Z' }],
  },
  'promotion-succeeded': { type: 'promotion-succeeded', ...ofPromotion },
  'promotion-rejected': { type: 'promotion-rejected', ...ofPromotion, reason: 'rejected by ben: not today' },
  'promotion-failed': {
    type: 'promotion-failed',
    ...ofPromotion,
    reason: 'prod-eu-1 was not healthy within 15m',
  },
  'change-returned': { type: 'change-returned', ...ofPromotion, wave: 0, gates: [frozen] },
  overdue: {
    type: 'overdue',
    ...ofPromotion,
    status: 'committing',
    due: '2026-11-20T12:10:00.000Z',
  },
  swept: {
    type: 'swept',
    ...ofPromotion,
    repair: 'wait',
    sentence: 'the stage was free and nobody had said so',
  },
  'push-found': {
    type: 'push-found',
    release,
    artifact: 'checkout',
    tag: '1.4.0',
    pushedAt: '2026-11-20T11:58:00.000Z',
  },
  stopped: {
    type: 'stopped',
    scope: { kind: 'cluster', cluster: 'prod-eu-1' },
    reason: 'incident 4711',
  },
  resumed: {
    type: 'resumed',
    scope: { kind: 'cluster', cluster: 'prod-eu-1' },
    reason: 'incident 4711 is over',
  },
  'cluster-silent': {
    type: 'cluster-silent',
    cluster: 'prod-eu-1',
    since: '2026-11-20T11:20:00.000Z',
  },
  'release-marked': { type: 'release-marked', release, reason: 'prod-eu-1 was not healthy within 15m' },
  'release-mark-lifted': { type: 'release-mark-lifted', release, reason: 'it was the node, not the release' },
  'stage-held': { type: 'stage-held', stage: 'prod', reason: 'quarter end' },
  'stage-hold-lifted': { type: 'stage-hold-lifted', stage: 'prod', reason: 'books are closed' },
};
