import { beforeEach, describe, expect, it } from 'vitest';
import { createRefusalNotes, recordRefusedRequest } from '../../../../src/app/chat/note-refused-request.ts';
import { rebuild } from '../../../../src/domain/ledger/apply.ts';
import type { RefusedRequest, Unproven } from '../../../../src/domain/ledger/entry-requests.ts';
import { emptyState } from '../../../../src/domain/promotion/state.ts';
import { FLEET_LEDGER } from '../../../../src/domain/promotion/stop.ts';
import type { Fakes } from '../../../fakes/index.ts';
import { aSlackFleet } from '../../../fakes/slack.ts';

const HOUR = 3_600_000;
let fleet: Fakes;
let note: (because: Unproven) => Promise<void>;
beforeEach(async () => {
  fleet = await aSlackFleet();
  note = createRefusalNotes(fleet.ports);
});

const sends = () => fleet.interruptions.calls.filter((call) => call === 'chatQueue.send').length;
const recorded = () => fleet.ledger.entries(FLEET_LEDGER);

/** What was queued is worked on twice, as it may be. */
async function work(): Promise<void> {
  for (const { work: each } of fleet.chatQueue.sent.splice(0))
    for (let time = 0; time < 2; time += 1) await recordRefusedRequest(fleet.ports, each as never);
}

describe('refused requests', () => {
  it('are noted once an hour and reason, however many come', async () => {
    for (let time = 0; time < 50; time += 1) {
      await note('forged');
      await note('stale');
    }
    expect(sends()).toBe(2);
    fleet.clock.advance(HOUR);
    await note('forged');
    await work();
    expect(recorded()).toMatchObject([{ because: 'forged' }, { because: 'stale' }, { because: 'forged' }]);
  });

  it('are in the ledger once, whichever functions noted them', async () => {
    await note('forged');
    await work();
    // Another function, after the queue has forgotten what it had.
    await createRefusalNotes(fleet.ports)('forged');
    await work();
    expect(recorded()).toHaveLength(1);
  });

  it('of an hour that is over, and comes late, add nothing', async () => {
    const at = (first: string): RefusedRequest => ({ via: 'slack', because: 'forged', first });
    await recordRefusedRequest(fleet.ports, at('2026-11-20T13:00:00.000Z'));
    await recordRefusedRequest(fleet.ports, at('2026-11-20T12:59:59.000Z'));
    expect(recorded()).toHaveLength(1);
    expect(rebuild(emptyState(FLEET_LEDGER), recorded())).toEqual(fleet.ledger.state(FLEET_LEDGER));
  });

  it('are noted by the next one when the queue fails', async () => {
    fleet.interruptions.interrupt('chatQueue.send', 'before');
    await note('forged');
    expect(fleet.log.lines.at(-1)).toMatchObject({ message: 'A refused request could not be noted' });
    await note('forged');
    await note('forged');
    await work();
    expect([sends(), recorded().length]).toEqual([2, 1]);
  });

  it('hold up no answer for longer than half a second when the queue is slow', async () => {
    const silent = { send: () => new Promise<void>(() => undefined) };
    const before = fleet.clock.now();
    await createRefusalNotes({ ...fleet.ports, chatQueue: silent })('forged');
    expect(fleet.clock.now() - before).toBe(500);
  });
});
