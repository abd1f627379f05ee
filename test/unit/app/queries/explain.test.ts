import { beforeEach, describe, expect, it } from 'vitest';
import { checkHealth } from '../../../../src/app/check-health.ts';
import { failPromotion } from '../../../../src/app/fail-promotion.ts';
import { holdStage } from '../../../../src/app/hold-stage.ts';
import { explainStage } from '../../../../src/app/queries/explain.ts';
import { push, report } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';
import { ask, commit, of, promote } from '../steps.ts';
import { aFleetWithRelease, toProd } from './fleet-on-its-way.ts';

let fleet: Fakes;
beforeEach(async () => {
  ({ fleet } = await aFleetWithRelease());
});

const explain = (stage: string) => explainStage(fleet.ports, 'checkout', stage);

describe('explain says why a stage does not move', () => {
  it('while a commit is awaited', async () => {
    await ask(fleet, 'dev');
    expect(await explain('dev')).toMatchObject({
      moving: true,
      summary: '1.0.0: wave 1 is being committed',
      because: [
        { what: 'commit', state: 'waiting', sentence: 'wave 1 waits for the committer of the branch' },
      ],
      next: ['The commit lands by itself.'],
    });
  });

  it('while agents are silent, fail, or the release soaks', async () => {
    const { commits } = await commit(fleet, 'dev');
    expect(await explain('dev')).toMatchObject({
      summary: `1.0.0: waits for health reports of wave 1 (commit ${commits[0]?.commit.slice(0, 7)})`,
      because: [
        {
          what: 'dev-eu-1',
          state: 'waiting',
          sentence: 'no report from dev-eu-1 since 2026-11-20 12:00 UTC',
        },
      ],
      next: ['Agents report by themselves; the next verdict is due at 2026-11-20 12:15 UTC.'],
    });
    await checkHealth(fleet.ports, of(fleet, 'dev'));
    await report(fleet, 'dev-eu-1', { failing: 'crash loop' });
    await checkHealth(fleet.ports, of(fleet, 'dev'));
    expect(await explain('dev')).toMatchObject({
      summary: '1.0.0: dev-eu-1 fails: crash loop',
      because: [{ what: 'dev-eu-1', state: 'failing' }],
    });
    await report(fleet, 'dev-eu-1');
    await checkHealth(fleet.ports, of(fleet, 'dev'));
    expect(await explain('dev')).toMatchObject({
      summary: '1.0.0: wave 1 is healthy since 2026-11-20 12:00:02 UTC and soaks',
      because: [
        { what: 'dev-eu-1', state: 'done' },
        {
          what: 'soak',
          state: 'closed',
          sentence: 'wave 1 is healthy since 2026-11-20 12:00:02 UTC and soaks until 2026-11-20 12:01:02 UTC',
        },
      ],
    });
    fleet.clock.advance(60_000);
    expect(await explain('dev')).toMatchObject({ next: [] });
  });

  it('while gates are closed, with the command that would open them', async () => {
    await toProd(fleet);
    await holdStage(fleet.ports, {
      pipeline: 'checkout',
      stage: 'prod',
      person: 'alice',
      reason: 'incident',
    });
    const { summary, because, next } = await explain('prod');
    expect(summary).toMatch(/^1\.0\.0: held by alice since .*: incident; /);
    expect(because.map(({ what, state }) => `${what} ${state}`)).toEqual([
      'stop open',
      'hold closed',
      'after open',
      'approval closed',
      'approval closed',
      'freeze closed',
      'freeze open',
    ]);
    expect(next).toEqual([
      'towpath release-hold checkout prod --as <person> --reason "..."',
      'towpath approve checkout prod --as <person> --reason "..."',
      'towpath approve checkout prod --as <person> --reason "..."',
      'The freeze gate looks again at 2026-11-20 13:00 UTC.',
    ]);
  });

  it('before the gates were looked at', async () => {
    expect(await explain('dev')).toMatchObject({ summary: '1.0.0: passes the gates of dev', next: [] });
  });

  it('when nothing is under way there', async () => {
    expect(await explain('prod')).toMatchObject({
      moving: false,
      summary: 'prod has no release yet; nothing is under way',
      because: [{ what: 'dev', state: 'waiting', sentence: 'dev has passed no release yet' }],
      next: ['A release that passes dev begins here by itself.'],
    });
    await promote(fleet, 'dev');
    expect(await explain('dev')).toMatchObject({
      summary: 'dev has 1.0.0; nothing is under way',
      next: ['Push an image whose tag the pipeline accepts.'],
    });
  });

  it('when a newer release is on its way through the stage before', async () => {
    await promote(fleet, 'dev');
    await failPromotion(fleet.ports, { ...of(fleet, 'prod'), error: 'GateRefused', cause: 'not today' });
    await push(fleet, '1.1.0', 'b');
    expect(await explain('prod')).toMatchObject({
      because: [
        { what: 'last promotion', state: 'failing', sentence: '1.0.0 rejected: not today' },
        {
          what: 'dev',
          state: 'done',
          sentence: 'dev has passed 1.0.0; 1.1.0 is on its way there: passes the gates of dev',
        },
      ],
      next: [
        'A release that passes dev begins here by itself.',
        expect.stringContaining('Or try 1.0.0 again: towpath promote '),
      ],
    });
  });

  it('after a failure, which holds the stage', async () => {
    await failPromotion(fleet.ports, { ...of(fleet, 'dev'), error: 'E', cause: 'dev-eu-1 crashes' });
    expect(await explain('dev')).toMatchObject({
      because: [
        { what: 'hold', state: 'closed', sentence: 'on hold: 1.0.0 failed: dev-eu-1 crashes' },
        { what: 'last promotion', state: 'failing', sentence: '1.0.0 failed: dev-eu-1 crashes' },
      ],
      next: [
        'towpath release-hold checkout dev --as <person> --reason "..."',
        'Then push a newer image.',
        expect.stringMatching(
          /^Or try 1.0.0 again: towpath promote checkout_[0-9a-f]{12} dev --as <person>$/,
        ),
      ],
    });
  });

  it('only of stages that there are', async () => {
    await expect(explain('moon')).rejects.toThrow('checkout has no stage moon. It has: dev, prod.');
    const unknown = explainStage(fleet.ports, 'nothing', 'dev');
    await expect(unknown).rejects.toThrow('There is no pipeline nothing. See: towpath status');
  });
});
