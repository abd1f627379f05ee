import { beforeEach, describe, expect, it } from 'vitest';
import { checkUp } from '../../../../src/app/queries/check-up.ts';
import { receiveFluxReport } from '../../../../src/app/receive-health.ts';
import { refreshConfiguration } from '../../../../src/app/refresh-configuration.ts';
import { aPipeline, aStage } from '../../../builders/pipeline.ts';
import { aFleet, push, signedReport } from '../../../fakes/fleet.ts';
import { createFakes, type Fakes } from '../../../fakes/index.ts';

let fleet: Fakes;
beforeEach(async () => {
  fleet = await aFleet(aPipeline({ stages: [aStage('dev')] }));
  const commit = await fleet.repository.tip();
  await fleet.configuration.putReport({ commit, at: '2026-11-20T12:00:00Z', problems: [] });
});

const look = async (person = 'alice') =>
  new Map((await checkUp(fleet.ports, person)).map((finding) => [finding.check, finding]));
const ofState = async (state: string) =>
  (await checkUp(fleet.ports, 'alice')).filter((finding) => finding.state === state);

describe('the check-up', () => {
  it('finds nothing wrong where every cluster has reported', async () => {
    await receiveFluxReport(fleet.ports, await signedReport(fleet, 'dev-eu-1'));
    expect(await ofState('fault')).toEqual([]);
    const found = await look();
    expect(found.get('you')?.sentence).toBe('you act as alice');
    expect(found.get('cluster dev-eu-1')).toMatchObject({ state: 'ok' });
    expect(found.get('dead letters')).toMatchObject({ state: 'ok' });
    expect(found.get('ledger')).toMatchObject({ state: 'ok' });
  });

  it('says a way out with all that is not well', async () => {
    for (const { state, wayOut } of await checkUp(fleet.ports, ''))
      if (state !== 'ok') expect(wayOut).toMatch(/\w/);
    expect((await look('')).get('you')).toMatchObject({ state: 'warning' });
  });

  it('finds a cluster that never reported, and one that fell silent', async () => {
    expect((await look()).get('cluster dev-eu-1')).toMatchObject({
      state: 'fault',
      sentence: 'never reported',
    });
    await receiveFluxReport(fleet.ports, await signedReport(fleet, 'dev-eu-1'));
    fleet.clock.advance(25 * 3_600_000);
    expect((await look()).get('cluster dev-eu-1')).toMatchObject({ state: 'warning' });
  });

  it('finds broken files, a branch that moved unseen, and dead letters', async () => {
    const problem = { file: '.towpath/checkout.yaml', line: 1, column: 1, message: 'broken', text: '' };
    await fleet.configuration.putReport({
      commit: 'old',
      at: '2026-11-20T12:00:00Z',
      problems: [problem] as never,
    });
    fleet.deadLetterBox.letters.push({ id: '1', kind: 'event', at: '', reason: '', body: '' });
    const sentences = (await checkUp(fleet.ports, 'alice')).map(({ sentence }) => sentence);
    expect(sentences).toContain('1 problems in .towpath/');
    expect(sentences).toContain('the last look was at old, which is no longer the tip');
    expect(sentences).toContain('1 wait');
  });

  it('finds an overdue promotion', async () => {
    await push(fleet, '1.0.0', 'a');
    const state = fleet.ledger.state('checkout');
    const [id = ''] = Object.keys(state.promotions);
    const overdue = { ...state.promotions[id], overdue: 'gated' };
    fleet.ledger.read = async () => ({ ...state, promotions: { [id]: overdue } }) as never;
    expect((await look()).get('promotions')).toMatchObject({ state: 'fault', sentence: `overdue: ${id}` });
    expect((await look()).get('ledger')).toMatchObject({ state: 'fault' });
  });

  it('takes a look that fails for a finding, and goes on', async () => {
    fleet.interruptions.interrupt('repository.tip', 'before');
    expect((await look()).get('repository')).toMatchObject({ state: 'fault' });
    expect((await look()).get('ledger')).toMatchObject({ state: 'ok' });
  });

  it('of an empty installation says what to do first', async () => {
    fleet = createFakes();
    const found = await look();
    expect(found.get('configuration')?.sentence).toBe('no pipeline file was looked at yet');
    expect(found.get('clusters')?.sentence).toBe('there are no settings');
    await refreshConfiguration(fleet.ports);
    expect((await look()).get('configuration')?.sentence).toBe('there is no pipeline');
  });
});
