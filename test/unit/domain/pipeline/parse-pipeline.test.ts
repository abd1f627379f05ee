import { describe, expect, it } from 'vitest';
import { fixture, parsed, smallPipeline } from './files.ts';

const MINUTE = 60_000;

describe('a pipeline file', () => {
  it('gives every stage its defaults', () => {
    expect(parsed(smallPipeline())).toEqual({
      name: 'checkout',
      artifacts: [
        {
          name: 'checkout',
          image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout',
          tags: { kind: 'semver', range: '>=1.0.0' },
        },
      ],
      stages: [
        {
          name: 'dev',
          after: [],
          waves: [
            [
              {
                cluster: 'dev-eu-1',
                overlay: 'apps/checkout/overlays/dev',
                agent: { namespace: 'flux-system', name: 'checkout' },
              },
            ],
          ],
          gates: [],
          soakMs: 0,
          health: { timeoutMs: 15 * MINUTE, graceMs: MINUTE },
          whenSuperseded: 'latest',
          onFailure: 'hold',
        },
      ],
    });
  });

  it('reads every field', () => {
    const [dev, staging, prod] = parsed(fixture('every-field.yaml')).stages;
    expect(dev?.waves[0]?.[0]?.overlay).toBe('apps/checkout/overlays/dev');
    expect(staging).toMatchObject({ after: ['dev'], soakMs: 10 * MINUTE });
    expect(staging?.waves[0]?.[0]?.agent).toEqual({ namespace: 'apps', name: 'checkout-staging' });
    expect(prod).toMatchObject({
      after: ['staging'],
      health: { timeoutMs: 20 * MINUTE, graceMs: MINUTE / 2 },
      whenSuperseded: 'queue',
      onFailure: 'rollback',
    });
    expect(prod?.waves.map((wave) => wave.map(({ cluster }) => cluster))).toEqual([
      ['prod-eu-1'],
      ['prod-us-1', 'prod-ap-1'],
    ]);
    expect(prod?.waves[1]?.[1]?.agent).toEqual({ namespace: 'flux-system', name: 'shop' });
    expect(prod?.gates).toEqual([
      {
        kind: 'approval',
        from: ['release-managers'],
        quorum: 2,
        notRequester: true,
        expiresMs: 2 * 1440 * MINUTE,
      },
      {
        kind: 'freeze',
        effect: 'deny',
        cron: '0 16 * * FRI',
        forMs: 3840 * MINUTE,
        timeZone: 'Europe/Berlin',
      },
      { kind: 'freeze', effect: 'allow', cron: '0 8 * * MON-FRI', forMs: 540 * MINUTE, timeZone: 'UTC' },
    ]);
  });

  it('reads what fleets need', () => {
    const [, , , mesh, edge, logs] = parsed(fixture('every-field.yaml')).stages;
    expect(mesh).toMatchObject({
      whenSuperseded: 'verify-each',
      gates: [
        { effect: 'deny', from: '2026-12-20', to: '2027-01-04', timeZone: 'Europe/Berlin' },
        { effect: 'allow', from: '2026-11-01T08:00', to: '2027-03-31T18:00', timeZone: 'UTC' },
      ],
      waves: [
        [{ cluster: 'prod-us-1', overlay: 'apps/mesh/us-east-1/prod-us-1', agent: { namespace: 'mesh' } }],
        [{ cluster: 'prod-ap-1' }],
        [{ cluster: 'dev-eu-1', overlay: 'apps/mesh/dev-eu-1' }, { cluster: 'prod-eu-1' }],
      ],
      waveRules: [
        { maxUnavailable: 0, soakMs: 3 * MINUTE },
        { maxUnavailable: 0, soakMs: 3 * MINUTE },
        { maxUnavailable: 1, soakMs: MINUTE },
      ],
    });
    expect(edge?.waves.map(({ length }) => length)).toEqual([1, 2]);
    expect(logs?.waveRules).toEqual([
      { maxUnavailable: 0, soakMs: 0 },
      { maxUnavailable: 1, soakMs: 2 * MINUTE },
    ]);
  });

  it('takes tags by pattern', () => {
    const pipeline = parsed(smallPipeline({ tags: 'pattern: "^main-[0-9]+$"' }));
    expect(pipeline.artifacts[0]?.tags).toEqual({ kind: 'pattern', pattern: '^main-[0-9]+$' });
  });

  it('gives approvals a quorum of one, for seven days', () => {
    const gates =
      'targets: [{ cluster: dev-eu-1, overlay: b }]\n      gates: [{ approval: { from: [release-managers] } }]';
    expect(parsed(smallPipeline({ stage: gates })).stages[0]?.gates).toEqual([
      {
        kind: 'approval',
        from: ['release-managers'],
        quorum: 1,
        notRequester: false,
        expiresMs: 7 * 1440 * MINUTE,
      },
    ]);
  });
});
