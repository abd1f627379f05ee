import { describe, expect, it } from 'vitest';
import { rebuild } from '../../../../src/domain/ledger/apply.ts';
import type { Draft } from '../../../../src/domain/ledger/draft.ts';
import { identity } from '../../../../src/domain/promotion/identity.ts';
import { complete, fail } from '../../../../src/domain/promotion/outcome.ts';
import type { CurrentDefinition } from '../../../../src/domain/promotion/request.ts';
import { asSeenBy, changedOverlays, mark } from '../../../../src/domain/promotion/rollback.ts';
import { emptyState } from '../../../../src/domain/promotion/state.ts';
import { activeIn, aDraft, beginToWrite, find, NOON, push } from '../../../builders/draft.ts';
import { aDefinition, anApproval, aStage, aTarget } from '../../../builders/pipeline.ts';

const dev = aStage('dev', {
  onFailure: 'rollback',
  gates: [anApproval()],
  soakMs: 1000,
  waves: [[aTarget('dev-eu-1')], [aTarget('dev-us-1'), aTarget('dev-ap-1')]],
});
const definition = aDefinition({ stages: [dev, aStage('prod', { after: ['dev'] })] });
const { pipeline } = definition;

/** Commits the wave under way. */
function commit(draft: Draft, stage: string): void {
  const promotion = beginToWrite(draft, stage);
  const requestedAt = new Date(NOON).toISOString();
  const made = { wave: promotion.wave, commit: 'c0ffee', changed: true, requestedAt, files: [] };
  draft.record({ type: 'wave-committed', ...identity(promotion), ...made });
}

/** 1.0.0 is healthy in dev, and 1.1.0 has changed its first wave. */
function underWay(of: CurrentDefinition = definition): { draft: Draft; good: string; bad: string } {
  const draft = aDraft();
  const good = push(draft, of, '1.0.0', 'a');
  complete(draft, activeIn(draft, 'dev'), of);
  const bad = push(draft, of, '1.1.0', 'b');
  commit(draft, 'dev');
  return { draft, good, bad };
}

describe('a promotion that fails where the pipeline says rollback', () => {
  it('is followed at once by one that puts the last healthy release back into what was changed', () => {
    const { draft, good, bad } = underWay();
    const failed = activeIn(draft, 'dev');
    fail(draft, failed, pipeline, 'dev-eu-1 crashes');
    expect(activeIn(draft, 'dev')).toMatchObject({
      id: `${failed.id}_rb`,
      release: good,
      tag: '1.0.0',
      status: 'gated',
      rollback: { of: failed.id, overlays: ['apps/checkout/overlays/dev-eu-1'] },
    });
    expect(draft.state.releases[bad]?.mark?.reason).toBe('1.1.0 failed in dev: dev-eu-1 crashes');
    expect(rebuild(emptyState('checkout'), draft.entries)).toEqual(draft.state);
  });

  it('goes before whoever waits for the stage', () => {
    const { draft } = underWay();
    const next = push(draft, definition, '1.2.0', 'c');
    fail(draft, activeIn(draft, 'dev'), pipeline, 'crashes');
    expect(activeIn(draft, 'dev').rollback).toBeDefined();
    expect(find(draft, next, 'dev')?.status).toBe('waiting');
  });

  it('leaves the stage on hold when it is done, with the release that was there, and asks for no later stage', () => {
    const { draft, good } = underWay();
    const prod = find(draft, good, 'prod')?.id;
    fail(draft, activeIn(draft, 'dev'), pipeline, 'crashes');
    complete(draft, activeIn(draft, 'dev'), definition);
    expect(draft.state.stages.dev).toMatchObject({
      current: { release: good },
      hold: { reason: 'rolled back to 1.0.0' },
    });
    expect(draft.state.stages.dev?.active).toBeUndefined();
    expect(draft.state.stages.prod?.active).toBe(prod);
  });

  it('is held, not rolled back again, when the rollback fails', () => {
    const { draft } = underWay();
    fail(draft, activeIn(draft, 'dev'), pipeline, 'crashes');
    fail(draft, activeIn(draft, 'dev'), pipeline, 'still crashes');
    expect(draft.state.stages.dev?.hold?.reason).toBe('the rollback to 1.0.0 failed: still crashes');
    expect(draft.state.stages.dev?.active).toBeUndefined();
  });

  it('is held where nothing healthy was there before, or nothing was changed yet', () => {
    const draft = aDraft();
    push(draft, definition, '1.0.0', 'a');
    commit(draft, 'dev');
    fail(draft, activeIn(draft, 'dev'), pipeline, 'crashes');
    expect(draft.state.stages.dev?.hold?.reason).toBe(
      '1.0.0 failed, and there is no earlier release to roll back to: crashes',
    );
    const untouched = aDraft();
    push(untouched, definition, '1.0.0', 'a');
    fail(untouched, activeIn(untouched, 'dev'), pipeline, 'no kustomization');
    expect(untouched.state.stages.dev?.hold?.reason).toBe(
      '1.0.0 failed before it changed anything: no kustomization',
    );
  });
});

describe('a mark', () => {
  it('turns the release away where it waits without having written, and keeps it from later stages', () => {
    const { draft, bad } = underWay();
    complete(draft, activeIn(draft, 'dev'), definition);
    expect(find(draft, bad, 'prod')?.status).toBe('gated');
    mark(draft, pipeline, bad, 'leaks memory');
    expect(find(draft, bad, 'prod')).toMatchObject({
      status: 'rejected',
      reason: '1.1.0 is marked as bad: leaks memory',
    });
    const marked = draft.entries.length;
    mark(draft, pipeline, bad, 'again');
    expect(draft.entries).toHaveLength(marked);
    draft.record({ type: 'release-mark-lifted', release: bad, reason: 'false alarm' });
    expect(draft.state.releases[bad]?.mark).toBeUndefined();
  });

  it('keeps what was passed with it from going on', () => {
    const { draft, bad } = underWay();
    draft.record({ type: 'release-marked', release: bad, reason: 'leaks memory' });
    complete(draft, activeIn(draft, 'dev'), definition);
    expect(find(draft, bad, 'prod')).toBeUndefined();
  });
});

describe('a stage as a rollback sees it', () => {
  it('is its own overlays, without gates and soak; any other promotion sees the stage as it is', () => {
    const overlays = ['apps/checkout/overlays/dev-us-1'];
    const seen = asSeenBy({ rollback: { overlays } }, dev);
    expect(seen.waves.map((wave) => wave.map(({ cluster }) => cluster))).toEqual([['dev-us-1']]);
    expect(seen).toMatchObject({ gates: [], soakMs: 0 });
    expect(asSeenBy({}, dev)).toBe(dev);
    const waveRules = [{ maxUnavailable: 1, soakMs: 60_000 }];
    expect(asSeenBy({ rollback: { overlays } }, { ...dev, waveRules })).not.toHaveProperty('waveRules');
  });

  it('has nothing to put back where the overlays carried the release before', () => {
    const { draft } = underWay();
    const [made] = activeIn(draft, 'dev').commits;
    expect(
      changedOverlays({ ...activeIn(draft, 'dev'), commits: [{ ...made!, changed: false }] }, dev, false),
    ).toEqual([]);
  });
});
