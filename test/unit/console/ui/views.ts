import type { PipelineView, PromotionSummary, StageView, TargetView } from '../../../../console/api/views.ts';

export const AT = '2026-11-20T13:00:00.000Z';

export const pipeline = (name: string, stages: readonly StageView[]): PipelineView => ({
  name,
  artifacts: [],
  definition: { version: 'v1', commit: 'c1', file: `.towpath/${name}.yaml` },
  stages,
});

export const stage = (name: string, more: Partial<StageView> = {}): StageView => ({
  name,
  after: [],
  gates: [],
  waiting: [],
  targets: [],
  ...more,
});

export const promotion = (more: Partial<PromotionSummary> = {}): PromotionSummary => ({
  id: 'checkout_prod_abc_1',
  pipeline: 'checkout',
  stage: 'prod',
  release: 'checkout_abc',
  tag: '1.15.0',
  status: 'verifying',
  wave: 1,
  waves: 1,
  since: AT,
  sentence: 'waits for health reports of wave 1',
  takesVotes: false,
  votes: [],
  ...more,
});

export const target = (cluster: string, health: TargetView['health'] = 'healthy'): TargetView => ({
  cluster,
  overlay: `apps/checkout/overlays/${cluster}`,
  wave: 1,
  agent: 'flux-system/checkout',
  health,
  sentence: `${cluster} says so`,
});

export const current = (tag: string) => ({
  release: `checkout_${tag}`,
  tag,
  promotion: 'checkout_prod_x_1',
  since: AT,
});

export const failure = (status: string) => ({
  promotion: 'checkout_prod_y_1',
  tag: '1.14.9',
  status,
  reason: 'no report from prod-eu-1',
  at: AT,
});
