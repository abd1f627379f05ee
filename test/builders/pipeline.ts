import type { Gate, Pipeline, Stage, Target } from '../../src/domain/pipeline/types.ts';
import type { CurrentDefinition } from '../../src/domain/promotion/request.ts';

export const IMAGE = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout';

export const aTarget = (cluster: string): Target => ({
  cluster,
  overlay: `apps/checkout/overlays/${cluster}`,
  agent: { namespace: 'flux-system', name: 'checkout' },
});

export const aStage = (name: string, stage: Partial<Stage> = {}): Stage => ({
  name,
  after: [],
  waves: [[aTarget(`${name}-eu-1`)]],
  gates: [],
  soakMs: 0,
  health: { timeoutMs: 900_000, graceMs: 60_000 },
  whenSuperseded: 'latest',
  onFailure: 'hold',
  ...stage,
});

export const anApproval = (approval: Partial<Extract<Gate, { kind: 'approval' }>> = {}): Gate => ({
  kind: 'approval',
  from: ['release-managers'],
  quorum: 2,
  notRequester: true,
  expiresMs: 7 * 86_400_000,
  ...approval,
});

/** dev, then staging, then prod in two waves behind an approval. */
export const aPipeline = (pipeline: Partial<Pipeline> = {}): Pipeline => ({
  name: 'checkout',
  artifacts: [{ name: 'checkout', image: IMAGE, tags: { kind: 'semver', range: '>=1.0.0' } }],
  stages: [
    aStage('dev'),
    aStage('staging', { after: ['dev'] }),
    aStage('prod', {
      after: ['staging'],
      gates: [anApproval()],
      waves: [[aTarget('prod-eu-1')], [aTarget('prod-us-1'), aTarget('prod-ap-1')]],
    }),
  ],
  ...pipeline,
});

export const aDefinition = (pipeline: Partial<Pipeline> = {}): CurrentDefinition => ({
  version: 'v1',
  pipeline: aPipeline(pipeline),
});

/** A digest that is easy to tell apart: 64 times the same hex digit. */
export const aDigest = (digit: string): string => `sha256:${digit.repeat(64)}`;
