import { describe, expect, it } from 'vitest';
import { type AgentReport, foldReport } from '../../../../src/domain/health/fold.ts';
import { judgeTarget, type TargetInput } from '../../../../src/domain/health/judge-target.ts';
import type { HealthState } from '../../../../src/domain/health/observation.ts';

const requestedAt = Date.UTC(2026, 10, 20, 9, 0, 0);
const before = requestedAt - 60_000;
const after = requestedAt + 5_000;
const ours = 'a'.repeat(40);
const later = 'b'.repeat(40);
const object = { kind: 'Kustomization', namespace: 'flux-system', name: 'checkout' };

function report(state: HealthState, at: number, revision?: string, previous?: AgentReport): AgentReport {
  const named = revision === undefined ? {} : { revision };
  return foldReport(previous, { object, state, at, reason: 'Reason', message: 'why', ...named }, at + 500)!;
}

function judge(input: Partial<TargetInput>, changed = true) {
  const wave = { commit: ours, requestedAt, changed };
  return judgeTarget({ cluster: 'prod-eu-1', carriesAtRevision: true, wave, ...input });
}

describe('judgeTarget', () => {
  it('is healthy at our commit', () => {
    expect(judge({ report: report('healthy', after, ours) })).toEqual({
      state: 'healthy',
      sentence: 'prod-eu-1 is healthy at aaaaaaa',
      since: after + 500,
    });
  });

  it('is healthy at a later commit that carries the release', () => {
    expect(judge({ report: report('healthy', after, later) })).toMatchObject({ state: 'healthy' });
  });

  it('is healthy at our commit even if the report overtook our note of the request', () => {
    expect(judge({ report: report('healthy', before, ours) })).toMatchObject({
      state: 'healthy',
      since: requestedAt,
    });
  });

  it('is healthy by an old report when the wave had nothing to change', () => {
    expect(judge({ report: report('healthy', before, later) }, false)).toMatchObject({
      state: 'healthy',
      since: requestedAt,
    });
  });

  it('is failing when the content at the revision carries the release', () => {
    expect(judge({ report: report('failing', after, later) })).toEqual({
      state: 'failing',
      sentence: 'prod-eu-1 has been failing since 2026-11-20 09:00:05 UTC: Reason: why',
      since: after,
    });
  });

  it('counts a failure since it began, but not since before the wave', () => {
    const again = report('failing', after + 9_000, later, report('failing', after, later));
    expect(judge({ report: again })).toMatchObject({ since: after });
    expect(judge({ report: report('failing', before, later) }, false)).toMatchObject({ since: requestedAt });
  });

  const progressing = report('progressing', after, later, report('healthy', before, later));
  it.each<[string, Partial<TargetInput>, string]>([
    ['nothing was ever reported', {}, 'no report from prod-eu-1 since 2026-11-20 09:00 UTC'],
    [
      'the last report is from before the wave',
      { report: report('healthy', before, later) },
      'no report from prod-eu-1 since 2026-11-20 08:59 UTC',
    ],
    [
      'the agent is at work after a report from before the wave',
      { report: progressing },
      'prod-eu-1 is progressing at bbbbbbb: Reason: why',
    ],
    [
      'the agent has concluded nothing yet',
      { report: report('progressing', after) },
      'prod-eu-1 is progressing at an unnamed revision: Reason: why',
    ],
    [
      'the content does not carry the release',
      { report: report('healthy', after, later), carriesAtRevision: false },
      'prod-eu-1 reported bbbbbbb, which does not carry this release yet',
    ],
    [
      'the repository does not know the revision',
      { report: report('healthy', after, later), carriesAtRevision: undefined },
      'prod-eu-1 reported bbbbbbb, which the repository does not know',
    ],
    [
      'the report names no revision',
      { report: report('healthy', after), carriesAtRevision: undefined },
      'prod-eu-1 reported no revision',
    ],
    [
      'the failure names no revision',
      { report: report('failing', after), carriesAtRevision: undefined },
      'prod-eu-1 fails: Reason: why; it reported no revision',
    ],
    [
      'the failure is of content without the release',
      { report: report('failing', after, later), carriesAtRevision: false },
      'prod-eu-1 fails: Reason: why; it reported bbbbbbb, which does not carry this release yet',
    ],
    [
      'the agent is at work after a report of content without the release',
      {
        report: report('progressing', after + 2_000, ours, report('healthy', after, later)),
        carriesAtRevision: false,
      },
      'prod-eu-1 is progressing at aaaaaaa: Reason: why',
    ],
  ])('waits while %s', (_, input, sentence) => {
    expect(judge(input)).toEqual({ state: 'waiting', sentence, since: requestedAt });
  });
});
