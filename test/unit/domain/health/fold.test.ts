import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgentReport, failingSince, foldReport, readings } from '../../../../src/domain/health/fold.ts';
import type { HealthObservation, HealthState } from '../../../../src/domain/health/observation.ts';

const object = { kind: 'Kustomization', namespace: 'flux-system', name: 'checkout' };

function saw(state: HealthState, at: number, revision?: string, message = 'm'): HealthObservation {
  return { object, state, at, reason: state, message, ...(revision === undefined ? {} : { revision }) };
}

function foldAll(observations: readonly HealthObservation[]): AgentReport {
  let report: AgentReport | undefined;
  for (const [index, observation] of observations.entries()) {
    report = foldReport(report, observation, 1000 + index) ?? report;
  }
  return report!;
}

function withoutReceipt({ receivedAt: _, others, ...rest }: AgentReport) {
  return { ...rest, others: others?.map(({ receivedAt: __, ...other }) => other) };
}

const observation = fc
  .record({
    state: fc.constantFrom<HealthState>('healthy', 'failing', 'progressing'),
    at: fc.integer({ min: 1, max: 4 }),
    revision: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', undefined),
    message: fc.constantFrom('m', 'n'),
  })
  .map(({ state, at, revision, message }) => saw(state, at, revision, message));

describe('foldReport', () => {
  it('takes the first observation as it is', () => {
    expect(foldReport(undefined, saw('healthy', 5, 'a'), 7)).toEqual({
      state: 'healthy',
      revision: 'a',
      reason: 'healthy',
      message: 'm',
      at: 5,
      receivedAt: 7,
      healthyAt: 5,
      failures: [],
    });
  });

  it('takes a later observation', () => {
    expect(foldAll([saw('healthy', 1, 'a'), saw('failing', 2, 'b')])).toMatchObject({
      state: 'failing',
      revision: 'b',
      at: 2,
      receivedAt: 1001,
      healthyAt: 1,
    });
  });

  it('changes nothing for a copy, so that a replay does not count as a new report', () => {
    for (const state of ['healthy', 'failing', 'progressing'] as const) {
      const report = foldAll([saw(state, 5, 'a')]);
      expect(foldReport(report, saw(state, 5, 'a'), 9999)).toBeUndefined();
    }
  });

  it('changes nothing for an observation that a later one has overtaken', () => {
    const report = foldAll([saw('healthy', 5, 'a')]);
    expect(foldReport(report, saw('failing', 4, 'a'), 9999)).toBeUndefined();
    expect(foldReport(report, saw('healthy', 4, 'a'), 9999)).toBeUndefined();
    expect(foldReport(report, saw('progressing', 5, 'b'), 9999)).toBeUndefined();
  });

  it('lets a failure count over a success of the same second', () => {
    expect(foldAll([saw('failing', 5, 'a'), saw('healthy', 5, 'a')])).toMatchObject({ state: 'failing' });
  });

  it('keeps what is said of two revisions in one second, since nobody knows which came last', () => {
    const said = [saw('healthy', 5, 'a'), saw('healthy', 5, 'b'), saw('failing', 5, 'c')];
    for (const order of [said, said.toReversed()]) {
      const found = readings(foldAll(order)).map(({ state, revision }) => `${state} ${revision}`);
      expect(found).toEqual(['failing c', 'healthy b', 'healthy a']);
    }
    expect(readings(foldAll([...said, saw('healthy', 6, 'd')]))).toHaveLength(1);
    expect(foldReport(foldAll(said), saw('healthy', 5, 'a'), 9999)).toBeUndefined();
  });

  it('keeps a conclusion while the agent is at work again, and says what it does', () => {
    const report = foldAll([saw('progressing', 1, 'a'), saw('healthy', 2, 'a'), saw('progressing', 3, 'b')]);
    expect(report).toMatchObject({ state: 'healthy', revision: 'a', receivedAt: 1001 });
    expect(report.progress).toMatchObject({ revision: 'b', at: 3 });
    expect(foldReport(report, saw('healthy', 4, 'b'), 2000)).not.toHaveProperty('progress');
  });

  it('keeps the earlier progress when a conclusion from before it comes late', () => {
    const report = foldAll([saw('progressing', 3, 'b'), saw('healthy', 2, 'a')]);
    expect(report).toMatchObject({ state: 'healthy', progress: { at: 3 } });
  });

  it('gives the same for any order and any copies of the same observations', () => {
    const arrivals = fc
      .uniqueArray(observation, { minLength: 1, maxLength: 12, selector: (seen) => JSON.stringify(seen) })
      .chain((set) =>
        fc.tuple(
          fc.constant(set),
          fc.shuffledSubarray(set, { minLength: set.length }),
          fc.array(fc.constantFrom(...set), { maxLength: 6 }),
        ),
      );
    fc.assert(
      fc.property(arrivals, ([set, shuffled, copies]) => {
        const one = withoutReceipt(foldAll(set));
        expect(withoutReceipt(foldAll([...copies, ...shuffled]))).toEqual(one);
        expect(withoutReceipt(foldAll([...shuffled, ...copies]))).toEqual(one);
      }),
    );
  });

  it('agrees with sorting everything that was ever seen', () => {
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1, maxLength: 12 }), (seen) => {
        const conclusions = seen.filter(({ state }) => state !== 'progressing');
        const last = Math.max(...(conclusions.length > 0 ? conclusions : seen).map(({ at }) => at));
        const healthyAt = Math.max(0, ...seen.filter(({ state }) => state === 'healthy').map(({ at }) => at));
        const failures = seen.filter(({ state, at }) => state === 'failing' && at >= healthyAt);
        const work = seen.filter(({ state, at }) => state === 'progressing' && at > last);
        const report = foldAll(seen);
        const atLast = conclusions.filter(({ at }) => at === last).map(({ revision }) => revision);
        expect(readings(report)).toHaveLength(Math.max(1, Math.min(5, new Set(atLast).size)));
        for (const { revision } of readings(report))
          if (conclusions.length > 0) expect(atLast).toContain(revision);
        const sameFailure = failures.filter(({ revision }) => revision === report.revision);

        expect(report.at).toBe(last);
        expect(report.state === 'failing').toBe(failures.length > 0);
        expect(report.state === 'progressing').toBe(conclusions.length === 0);
        expect(report.progress !== undefined).toBe(conclusions.length > 0 && work.length > 0);
        expect(failingSince(report)).toBe(
          failures.length > 0 ? Math.min(...sameFailure.map(({ at }) => at)) : undefined,
        );
      }),
    );
  });
});

describe('failingSince', () => {
  it('is the first failure after the last success', () => {
    const report = foldAll([
      saw('failing', 1, 'a'),
      saw('healthy', 2, 'a'),
      saw('failing', 3, 'a'),
      saw('failing', 4, 'a'),
    ]);
    expect(failingSince(report)).toBe(3);
  });

  it('moves on when a success between two failures comes late', () => {
    const report = foldAll([
      saw('failing', 1, 'a'),
      saw('failing', 3, 'a'),
      saw('failing', 5, 'a'),
      saw('healthy', 2, 'a'),
    ]);
    expect(failingSince(report)).toBe(3);
  });

  it('begins anew with a new revision', () => {
    expect(failingSince(foldAll([saw('failing', 1, 'a'), saw('failing', 3, 'b')]))).toBe(3);
  });

  it('is not moved by a late failure of before the last success', () => {
    expect(
      failingSince(foldAll([saw('healthy', 2, 'a'), saw('failing', 3, 'a'), saw('failing', 1, 'a')])),
    ).toBe(3);
  });

  it('stays the first one however long it fails, and the report stays small', () => {
    const failures = Array.from({ length: 500 }, (_, index) =>
      saw('failing', index + 1, 'b', `try ${index}`),
    );
    const report = foldAll([saw('failing', 0, 'a'), ...failures]);
    expect(failingSince(report)).toBe(1);
    expect(report.failures.length).toBeLessThan(40);
  });
});
