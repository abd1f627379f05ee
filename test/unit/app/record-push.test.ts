import { beforeEach, describe, expect, it } from 'vitest';
import { recordPush } from '../../../src/app/record-push.ts';
import { aDigest, aPipeline, IMAGE } from '../../builders/pipeline.ts';
import { active, aFleet, aService, promotionsOf, push } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';

let fleet: Fakes;
beforeEach(async () => {
  fleet = await aFleet();
});
const state = () => fleet.ledger.state('checkout');

describe('a push', () => {
  it('becomes a release and starts its first promotion', async () => {
    const release = await push(fleet, '1.0.0', 'a');
    expect(state().releases[release]).toMatchObject({
      tags: ['1.0.0'],
      artifacts: [{ digest: aDigest('a') }],
    });
    expect(fleet.workflow.started).toEqual([{ pipeline: 'checkout', promotion: active(fleet, 'dev').id }]);
    expect(fleet.log.counts).toEqual({ ReleaseCreated: 1 });
  });

  it('that comes twice, in turn or at once, is one release', async () => {
    await push(fleet, '1.0.0', 'a');
    await Promise.all([push(fleet, '1.0.0', 'a'), push(fleet, '1.0.0', 'a')]);
    await Promise.all([push(fleet, '1.1.0', 'b'), push(fleet, '1.1.0', 'b')]);
    expect(Object.keys(state().releases)).toHaveLength(2);
    expect(fleet.workflow.started).toHaveLength(2);
    expect(fleet.log.counts).toEqual({ ReleaseCreated: 2 });
  });

  it('of the same contents under another tag is the same release', async () => {
    const release = await push(fleet, '1.0.0', 'a');
    expect(await push(fleet, '1.0.0-final', 'a')).toBe('');
    expect(await push(fleet, '1.0.1', 'a')).toBe(release);
    expect(await push(fleet, '1.0.1', 'a')).toBe(release);
    expect(state().releases[release]?.tags).toEqual(['1.0.0', '1.0.1']);
    expect(promotionsOf(fleet, 'dev')).toHaveLength(1);
  });

  it('that is late does not take back what is newer', async () => {
    const newer = await push(fleet, '1.10.0', 'b');
    fleet.clock.advance(24 * 3_600_000);
    await push(fleet, '1.9.0', 'a');
    expect(active(fleet, 'dev').release).toBe(newer);
    expect(promotionsOf(fleet, 'dev').map(({ status }) => status)).toEqual(['gated', 'superseded']);
  });

  it('is a release of every pipeline that wants it', async () => {
    const services = await aFleet(aService('cart'), aService('search'));
    const { releases } = await recordPush(services.ports, {
      image: IMAGE,
      tag: '1.0.0',
      digest: aDigest('a'),
    });
    expect(releases.map((id) => id.split('_')[0])).toEqual(['cart', 'search']);
  });

  it.each([
    ['of another image', { image: `${IMAGE}-worker`, tag: '1.0.0' }],
    ['under a tag that no rule accepts', { image: IMAGE, tag: 'latest' }],
  ])('%s is counted, and nothing else', async (_, wanted) => {
    expect(await recordPush(fleet.ports, { ...wanted, digest: aDigest('a') })).toEqual({ releases: [] });
    expect(fleet.log.counts).toEqual({ PushUnwanted: 1 });
    expect(fleet.log.lines).toMatchObject([{ level: 'info', message: 'No pipeline wants this artifact' }]);
    expect(fleet.ledger.entries('checkout')).toHaveLength(1);
  });

  it('concerns no pipeline that was removed, also while it is being looked at', async () => {
    fleet.ledger.tamper('checkout', ({ definition: _, ...rest }) => rest);
    expect(await push(fleet, '1.0.0', 'a')).toBe('');
    const other = await aFleet();
    other.interruptions.before('ledger.append', () =>
      other.ledger.tamper('checkout', ({ definition: _, ...rest }) => ({ ...rest, sequence: 2 })),
    );
    await push(other, '1.0.0', 'a');
    expect(other.ledger.entries('checkout')).toHaveLength(1);
  });

  it('names its promotions within the 80 characters of an execution name', async () => {
    const name = 'n'.repeat(40);
    const stages = aPipeline().stages.map((stage) => ({
      ...stage,
      name: stage.name.padEnd(20, 'x'),
      after: [],
    }));
    const long = await aFleet(aPipeline({ name, stages }));
    await push(long, '1.0.0', 'a');
    const names = long.workflow.started.map(({ promotion }) => promotion);
    expect(names).toHaveLength(3);
    for (const promotion of names) expect(promotion).toMatch(/^[\w-]{1,80}$/);
  });
});
