import { beforeEach, describe, expect, it } from 'vitest';
import { ledgerLines, verifyLedger } from '../../../../src/app/queries/ledger.ts';
import { Draft } from '../../../../src/domain/ledger/draft.ts';
import { active, aFleet, aService, push } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';
import { aFleetWithRelease, toProd } from './fleet-on-its-way.ts';

let fleet: Fakes;
beforeEach(async () => {
  ({ fleet } = await aFleetWithRelease());
});

describe('the ledger', () => {
  it('is shown newest first, of one pipeline or of all', async () => {
    const services = await aFleet(aService('cart'), aService('search'));
    await push(services, '1.0.0', 'a');
    const all = await ledgerLines(services.ports, { limit: 3 });
    expect(all.map(({ pipeline, sequence }) => `${pipeline} ${sequence}`)).toEqual([
      'search 4',
      'search 3',
      'search 2',
    ]);
    const own = await ledgerLines(services.ports, { pipeline: 'cart', limit: 2 });
    expect(own.map(({ sentence, by }) => `${by}: ${sentence}`)).toEqual([
      'towpath: has dev',
      'towpath: 1.0.0 asks for dev',
    ]);
  });

  it('is searched to its end for what is rare', async () => {
    const services = await aFleet(aService('cart'), aService('search'));
    for (let append = 0; append < 20; append += 1) {
      const draft = new Draft(await services.ledger.read('cart'), services.clock.now());
      for (let entry = 0; entry < 60; entry += 1)
        draft.record({ type: 'stage-held', stage: 'dev', reason: 'one of many' });
      await services.ledger.append(draft.before, draft.state, draft.entries);
    }
    const found = await ledgerLines(services.ports, { limit: 5, type: 'pipeline-defined' });
    expect(found.map(({ pipeline }) => pipeline).sort()).toEqual(['cart', 'search']);
  });

  it('agrees with the state, through a whole life', async () => {
    await toProd(fleet);
    expect(await verifyLedger(fleet.ports)).toEqual([
      { pipeline: 'checkout', entries: fleet.ledger.entries('checkout').length, differences: [] },
    ]);
  });

  it('finds every row that somebody wrote past it', async () => {
    const { id } = active(fleet, 'dev');
    fleet.ledger.tamper('checkout', (state) => ({
      ...state,
      definition: { ...state.definition!, version: 'v2' },
      stages: { dev: { stage: 'dev', waiting: [] } },
      promotions: {
        [id]: { ...state.promotions[id]!, status: 'verifying' },
        checkout_dev_0_1: { ...state.promotions[id]!, id: 'checkout_dev_0_1' },
      },
      releases: {},
    }));
    const [verification] = await verifyLedger(fleet.ports);
    expect(verification?.differences).toEqual([
      expect.stringMatching(/^definition: the ledger says .*"v1".*, stored is .*"v2"/),
      expect.stringMatching(/^stages dev: the ledger says \{"active":/),
      expect.stringMatching(
        new RegExp(`^promotions ${id}: the ledger says .*"gated".*, stored is .*"verifying"`),
      ),
      expect.stringMatching(/^promotions checkout_dev_0_1: the ledger says nothing, stored is /),
      expect.stringMatching(/^releases checkout_\w+: the ledger says .*, stored is nothing$/),
    ]);
  });

  it('looks again when it grew during the comparison', async () => {
    fleet.interruptions.before('ledger.read', () => push(fleet, '1.1.0', 'b'));
    const [verification] = await verifyLedger(fleet.ports);
    expect(verification?.differences).toEqual([]);
  });

  it('says so when it grows all the time', async () => {
    let minor = 0;
    const grow = async (): Promise<void> => {
      minor += 1;
      await push(fleet, `1.${minor}.0`, minor.toString(16));
      fleet.interruptions.before('ledger.read', grow);
    };
    fleet.interruptions.before('ledger.read', grow);
    const [verification] = await verifyLedger(fleet.ports);
    expect(verification?.differences).toEqual([
      expect.stringMatching(/^it changed during each of 5 comparisons/),
    ]);
  });
});
