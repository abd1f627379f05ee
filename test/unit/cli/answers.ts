import type {
  DiffView,
  Explanation,
  FleetView,
  LedgerLine,
  PipelineView,
  PromotionSummary,
  PromotionView,
  ReleaseView,
  RenderedView,
  StageView,
  TargetView,
} from '../../../console/api/views.ts';

export const NOW = '2026-11-20T22:10:00.000Z';
export const RELEASE = 'checkout_0f1e2d3c4b5a';
export const IN_PROD = 'checkout_prod_0f1e2d3c4b5a_1';

export function target(cluster: string, more: Partial<TargetView> = {}): TargetView {
  return {
    cluster,
    overlay: `apps/checkout/overlays/${cluster}`,
    wave: 1,
    agent: 'flux-system/checkout',
    health: 'healthy',
    sentence: 'ReconciliationSucceeded: applied',
    reportedAt: '2026-11-20T22:06:00.000Z',
    ...more,
  };
}

export function stage(name: string, more: Partial<StageView> = {}): StageView {
  return { name, after: [], gates: [], waiting: [], targets: [target(`${name}-eu-1`)], ...more };
}

export function summary(more: Partial<PromotionSummary> = {}): PromotionSummary {
  return {
    id: IN_PROD,
    pipeline: 'checkout',
    stage: 'prod',
    release: RELEASE,
    tag: '1.4.3',
    status: 'gated',
    wave: 1,
    waves: 2,
    since: '2026-11-20T22:08:00.000Z',
    sentence: '1 of 2 approvals from release-managers',
    takesVotes: true,
    votes: [],
    ...more,
  };
}

const has = (tag: string, since: string): NonNullable<StageView['current']> => ({
  release: tag === '1.4.3' ? RELEASE : `checkout_${tag.replaceAll('.', '')}`,
  tag,
  promotion: `promotion-of-${tag}`,
  since,
});

export const CHECKOUT: PipelineView = {
  name: 'checkout',
  artifacts: [
    {
      name: 'checkout',
      image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/checkout',
      rule: 'semver >=1.0.0',
    },
  ],
  definition: { version: 'v1', commit: 'c0ffee0123456789', file: '.towpath/checkout.yaml' },
  stages: [
    stage('dev', { current: has('1.4.3', '2026-11-20T22:06:00.000Z') }),
    stage('staging', { after: ['dev'], current: has('1.4.3', '2026-11-20T22:08:00.000Z') }),
    stage('prod', {
      after: ['staging'],
      gates: ['2 approvals from release-managers'],
      current: has('1.4.2', '2026-11-11T22:00:00.000Z'),
      underWay: summary(),
      targets: [
        target('prod-eu-1'),
        target('prod-us-1', { wave: 2, health: 'failing', sentence: 'HealthCheckFailed: timeout' }),
        target('prod-ap-1', { wave: 2 }),
      ],
    }),
  ],
};

const SEARCH: PipelineView = {
  ...CHECKOUT,
  name: 'search',
  stages: [
    stage('dev', {
      underWay: summary({ tag: '2.0.0', status: 'verifying', wave: 1, waves: 1, takesVotes: false }),
      waiting: [summary({ tag: '2.0.1', status: 'waiting', takesVotes: false })],
    }),
    stage('prod', {
      current: has('1.9.0', '2026-11-19T22:10:00.000Z'),
      targets: [target('prod-eu-1', { health: 'silent' })],
      hold: { by: 'anna', reason: 'sale until Sunday', at: '2026-11-20T08:00:00.000Z' },
      lastFailure: {
        promotion: 'search_prod_aa_1',
        tag: '1.9.9',
        status: 'failed',
        reason: 'prod-eu-1 fails: timeout',
        at: '2026-11-20T07:00:00.000Z',
      },
    }),
  ],
};

export const FLEET: FleetView = {
  at: NOW,
  pipelines: [CHECKOUT, SEARCH],
  problems: [],
  stops: [],
  people: ['anna'],
  repository: { name: 'fleet', branch: 'main' },
  clusters: [
    { name: 'dev-eu-1', agent: 'flux', silent: false },
    { name: 'prod-eu-1', agent: 'flux', silent: false },
    { name: 'prod-ap-1', agent: 'argocd', silent: false },
  ],
};

export function line(sequence: number, more: Partial<LedgerLine> = {}): LedgerLine {
  return {
    pipeline: 'checkout',
    sequence,
    at: `2026-11-20T22:05:${String(sequence).padStart(2, '0')}.000Z`,
    type: 'stage-acquired',
    by: 'towpath',
    sentence: `entry ${sequence}`,
    release: RELEASE,
    ...more,
  };
}

export const PROMOTION: PromotionView = {
  gates: [],
  promotion: summary(),
  requestedAt: '2026-11-20T22:05:01.000Z',
  requestedBy: 'towpath',
  definition: 'v1',
  commits: [],
  targets: [target('prod-eu-1')],
  timeline: [
    line(1, { sentence: '1.4.3 asks for prod', at: '2026-11-20T22:05:01.000Z' }),
    line(2, { sentence: 'has prod', at: '2026-11-20T22:05:01.400Z' }),
    line(3, { sentence: 'approved prod by cli: fine', by: 'anna', at: '2026-11-20T22:09:13.000Z' }),
    line(4, {
      sentence: 'wave 1 of prod committed: apps/checkout/overlays/prod-eu-1/kustomization.yaml',
      commit: 'c0ffee0123456789',
      at: '2026-11-21T00:12:00.000Z',
    }),
  ],
};

export function release(stages: ReleaseView['stages']): ReleaseView {
  return {
    id: RELEASE,
    pipeline: 'checkout',
    createdAt: '2026-11-20T22:05:00.000Z',
    tags: ['1.4.3', 'latest'],
    artifacts: [{ name: 'checkout', image: 'registry/checkout', tag: '1.4.3', digest: 'sha256:abc' }],
    stages,
  };
}

export const EXPLANATION: Explanation = {
  pipeline: 'checkout',
  stage: 'prod',
  moving: true,
  summary: '1.4.3: 1 of 2 approvals from release-managers',
  because: [
    { what: 'approval', state: 'closed', sentence: '1 of 2 approvals from release-managers' },
    { what: 'freeze', state: 'open', sentence: 'no freeze now' },
  ],
  next: ['towpath approve checkout prod --as <person> --reason "..."'],
};

export const DIFF: DiffView = {
  promotion: IN_PROD,
  commit: 'c0ffee0123456789',
  digest: 'd1ff',
  files: [
    {
      wave: 1,
      overlay: 'apps/checkout/overlays/prod-eu-1',
      path: 'apps/checkout/overlays/prod-eu-1/kustomization.yaml',
      added: 1,
      removed: 1,
      lines: [
        '@@ -2,3 +2,3 @@',
        '   - name: checkout',
        '-    newTag: 1.4.2',
        '+    newTag: 1.4.3',
        '     newName: shop',
      ],
    },
    { wave: 2, overlay: 'apps/checkout/overlays/prod-us-1', problem: 'line 3: not valid YAML' },
  ],
  same: ['apps/checkout/overlays/prod-ap-1'],
};

export const RENDERED: RenderedView = {
  promotion: IN_PROD,
  commit: 'c0ffee0123456789',
  digest: 'd1ff',
  renderer: 'kustomize v5.5.0',
  overlays: [
    {
      wave: 1,
      overlay: 'apps/checkout/overlays/prod-eu-1',
      objects: [
        {
          object: 'Deployment checkout/checkout',
          added: 1,
          removed: 1,
          lines: [
            '@@ -20,3 +20,3 @@',
            '         - name: checkout',
            '-          image: shop:1.4.2',
            '+          image: shop:1.4.3',
          ],
        },
      ],
    },
    { wave: 2, overlay: 'apps/checkout/overlays/prod-ap-1', objects: [] },
    {
      wave: 2,
      overlay: 'apps/checkout/overlays/prod-us-1',
      problem: 'not rendered: apps/checkout/overlays/prod-us-1 needs https://example.com/base',
    },
  ],
};
