import { describe, expect, it } from 'vitest';
import { type CanaryGateContext, evaluateCanary } from '../../../../src/domain/gates/canary.ts';
import { decideGates } from '../../../../src/domain/gates/index.ts';
import type { Actor } from '../../../../src/domain/ledger/actor.ts';
import type { StopScope } from '../../../../src/domain/promotion/stop.ts';
import { activeIn, aDraft, push } from '../../../builders/draft.ts';
import { aDefinition, aStage } from '../../../builders/pipeline.ts';
import { settingsFor } from '../../../fakes/fleet.ts';

const definition = aDefinition({ stages: [aStage('prod')] });
const by: Actor = { kind: 'person', name: 'alice' };
const at = '2026-11-20T12:00:00Z';
const draft = aDraft();
push(draft, definition, '1.0.0', 'a');
const promotion = activeIn(draft, 'prod');

const ask = (context: Partial<CanaryGateContext> = {}) =>
  decideGates(
    evaluateCanary({
      pipeline: 'checkout',
      cluster: 'prod-eu-1',
      stage: { stage: 'prod', waiting: [] },
      stops: [],
      settings: settingsFor(definition.pipeline),
      promotion,
      ...context,
    }),
  );
const stopped = (scope: StopScope) => ({ stops: [{ scope, by, reason: 'smoke', at }] });

describe('the gates of a canary', () => {
  it.each([
    ['everything', { kind: 'everything' }, 'closed'],
    ['the pipeline', { kind: 'pipeline', pipeline: 'checkout' }, 'closed'],
    ['the stage', { kind: 'stage', pipeline: 'checkout', stage: 'prod' }, 'closed'],
    ['the cluster', { kind: 'cluster', cluster: 'prod-eu-1' }, 'closed'],
    ['another cluster', { kind: 'cluster', cluster: 'prod-us-1' }, 'open'],
    ['another stage', { kind: 'stage', pipeline: 'checkout', stage: 'dev' }, 'open'],
  ] as const)('while %s is stopped are %s', (_, scope, verdict) => {
    expect(ask(stopped(scope)).verdict).toBe(verdict);
    expect(ask({ ...stopped(scope), promotion: undefined }).verdict).toBe(verdict);
  });

  it('are closed while the stage is on hold', () => {
    const hold = { by, reason: 'audit', at };
    expect(ask({ stage: { stage: 'prod', waiting: [], hold } })).toMatchObject({
      verdict: 'closed',
      sentence: expect.stringContaining('held by alice'),
    });
  });

  it('hold back no rollback, as settings say', () => {
    const rollback = { ...promotion, rollback: { overlays: [] } };
    const stop = stopped({ kind: 'everything' });
    expect(ask({ ...stop, promotion: rollback }).verdict).toBe('open');
    const settings = { ...settingsFor(definition.pipeline), rollback: { under: [] } };
    expect(ask({ ...stop, promotion: rollback, settings }).verdict).toBe('closed');
  });
});
