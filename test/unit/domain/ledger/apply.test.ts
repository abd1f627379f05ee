import { describe, expect, it } from 'vitest';
import { apply, LedgerGapError, openPromotions, rebuild } from '../../../../src/domain/ledger/apply.ts';
import { Draft } from '../../../../src/domain/ledger/draft.ts';
import { identity } from '../../../../src/domain/promotion/identity.ts';
import { complete } from '../../../../src/domain/promotion/outcome.ts';
import { emptyState, hasBegunToWrite } from '../../../../src/domain/promotion/state.ts';
import { activeIn, aDraft, beginToWrite, find, NOON, push } from '../../../builders/draft.ts';
import { aDefinition } from '../../../builders/pipeline.ts';

const definition = aDefinition();
const requestedAt = new Date(NOON).toISOString();
const committed = { wave: 0, commit: 'c0ffee', changed: true, requestedAt, files: ['a/kustomization.yaml'] };

describe('the state that a ledger amounts to', () => {
  it('is rebuilt from the entries alone', () => {
    const draft = aDraft();
    push(draft, definition, '1.0.0', 'a');
    beginToWrite(draft, 'dev');
    push(draft, definition, '1.1.0', 'b');
    complete(draft, activeIn(draft, 'dev'), definition);
    expect(rebuild(emptyState('checkout'), draft.entries)).toEqual(draft.state);
  });

  it('refuses an entry that does not follow the last one', () => {
    const draft = aDraft();
    push(draft, definition, '1.0.0', 'a');
    const [, second] = draft.entries;
    expect(() => apply(emptyState('checkout'), second!)).toThrow(LedgerGapError);
    expect(() => apply(emptyState('checkout'), second!)).toThrow('entry 2 cannot follow entry 0');
  });

  it('keeps the definition until its file is removed', () => {
    const draft = aDraft();
    draft.record({ type: 'pipeline-defined', version: 'v1', commit: 'c', file: 'f', images: ['i'] });
    expect(draft.state.definition).toEqual({
      version: 'v1',
      commit: 'c',
      file: 'f',
      images: ['i'],
      since: requestedAt,
    });
    draft.record({ type: 'pipeline-removed', commit: 'd' });
    expect(draft.state.definition).toBeUndefined();
  });

  it('collects the tags of a release', () => {
    const draft = aDraft();
    const release = push(draft, definition, '1.0.0', 'a');
    draft.record({ type: 'release-tagged', release, artifact: 'checkout', tag: '1.0.1' });
    expect(draft.state.releases[release]?.tags).toEqual(['1.0.0', '1.0.1']);
  });

  it('follows a wave from its gates to health', () => {
    const draft = aDraft();
    const release = push(draft, definition, '1.0.0', 'a');
    const of = identity(activeIn(draft, 'dev'));
    const gates = [{ gate: 'hold', state: 'closed' as const, sentence: 'held' }];
    draft.record({ type: 'gates-closed', ...of, wave: 0, gates });
    expect(activeIn(draft, 'dev')).toMatchObject({ status: 'gated', gates });
    expect(hasBegunToWrite(activeIn(draft, 'dev'))).toBe(false);
    expect(hasBegunToWrite(beginToWrite(draft, 'dev'))).toBe(true);
    draft.record({ type: 'wave-committed', ...of, ...committed });
    expect(activeIn(draft, 'dev').status).toBe('verifying');
    const target = { cluster: 'dev-eu-1', overlay: 'apps/checkout/overlays/dev' };
    draft.record({ type: 'target-failing', ...of, wave: 0, ...target, message: 'CrashLoopBackOff' });
    expect(activeIn(draft, 'dev').failing).toEqual({
      'dev-eu-1 apps/checkout/overlays/dev': 'CrashLoopBackOff',
    });
    draft.record({ type: 'target-recovered', ...of, wave: 0, ...target });
    expect(activeIn(draft, 'dev').failing).toEqual({});
    draft.record({ type: 'wave-soaking', ...of, wave: 0, since: requestedAt, until: requestedAt });
    expect(activeIn(draft, 'dev').soakingSince).toBe(requestedAt);
    const targets = [{ ...target, revision: 'c0ffee', reportedAt: requestedAt }];
    draft.record({ type: 'wave-healthy', ...of, wave: 0, targets });
    const healthy = activeIn(draft, 'dev');
    expect(healthy).toMatchObject({
      status: 'gated',
      wave: 1,
      failing: {},
      commits: [{ healthy: { targets } }],
    });
    expect(healthy.soakingSince).toBeUndefined();
    complete(draft, healthy, definition);
    expect(draft.state.releases[release]?.passed.dev?.promotion).toBe(healthy.id);
  });

  it('leaves the other waves as they are when one is healthy', () => {
    const draft = aDraft();
    push(draft, definition, '1.0.0', 'a');
    const of = identity(beginToWrite(draft, 'dev'));
    for (const wave of [0, 1]) draft.record({ type: 'wave-committed', ...of, ...committed, wave });
    draft.record({ type: 'wave-healthy', ...of, wave: 1, targets: [] });
    expect(activeIn(draft, 'dev').commits.map(({ healthy }) => healthy !== undefined)).toEqual([false, true]);
  });

  it('records a commit that landed after its promotion ended, without reviving it', () => {
    const draft = aDraft();
    const release = push(draft, definition, '1.0.0', 'a');
    const promotion = beginToWrite(draft, 'dev');
    draft.record({ type: 'promotion-failed', ...identity(promotion), reason: 'took too long' });
    draft.record({ type: 'wave-committed', ...identity(promotion), ...committed });
    expect(find(draft, release, 'dev')).toMatchObject({ status: 'failed', commits: [{ commit: 'c0ffee' }] });
  });

  it('counts a vote under the name of whoever cast it', () => {
    const draft = aDraft();
    push(draft, definition, '1.0.0', 'a');
    const vote = {
      type: 'vote-cast',
      ...identity(activeIn(draft, 'dev')),
      verdict: 'approve',
      reason: '',
      via: 'cli',
    } as const;
    draft.record(vote, { kind: 'person', name: 'alice' });
    draft.record(vote);
    expect(activeIn(draft, 'dev').votes.map(({ person }) => person)).toEqual(['alice', 'towpath']);
  });

  it('holds a stage until the hold is lifted', () => {
    const draft = aDraft();
    const by = { kind: 'person', name: 'alice' } as const;
    draft.record({ type: 'stage-held', stage: 'dev', reason: 'incident' }, by);
    expect(draft.state.stages.dev?.hold).toEqual({ by, reason: 'incident', at: requestedAt });
    draft.record({ type: 'stage-hold-lifted', stage: 'dev', reason: 'over' }, by);
    expect(draft.state.stages.dev).toEqual({ stage: 'dev', waiting: [] });
  });

  it('dates a subscription by the images, not by the version', () => {
    const draft = new Draft(emptyState('checkout'), NOON);
    const define = (at: Draft, ...images: string[]) => {
      at.record({ type: 'pipeline-defined', version: 'v', commit: 'c', file: 'f', images });
      return at.state.definition?.since;
    };
    expect(define(draft, 'i')).toBe(requestedAt);
    const later = new Draft(draft.state, NOON + 1000);
    expect(define(later, 'i')).toBe(requestedAt);
    expect(define(later, 'j')).toBe(new Date(NOON + 1000).toISOString());
  });

  it('dates each state of a promotion, and forgets with it what was remarked on it', () => {
    const draft = aDraft();
    const release = push(draft, definition, '1.0.0', 'a');
    const of = identity(activeIn(draft, 'dev'));
    expect(activeIn(draft, 'dev').since).toBe(requestedAt);
    draft.record({ type: 'overdue', ...of, status: 'gated', due: requestedAt });
    draft.record({ type: 'swept', ...of, repair: 'wait', sentence: 'woken' });
    draft.record({ type: 'push-found', release, artifact: 'checkout', tag: '1.0.0', pushedAt: requestedAt });
    expect(activeIn(draft, 'dev')).toMatchObject({ overdue: 'gated', swept: 'woken' });
    const later = new Draft(draft.state, NOON + 1000);
    const committing = beginToWrite(later, 'dev');
    expect(committing.since).toBe(new Date(NOON + 1000).toISOString());
    expect(committing.overdue).toBeUndefined();
    expect(committing.swept).toBeUndefined();
  });

  it('knows which promotions are open', () => {
    const draft = aDraft();
    push(draft, definition, '1.0.0', 'a');
    complete(draft, activeIn(draft, 'dev'), definition);
    expect(openPromotions(draft.state).map(({ stage }) => stage)).toEqual(['staging']);
  });
});
