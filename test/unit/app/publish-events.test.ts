import { beforeEach, describe, expect, it } from 'vitest';
import { exampleEntry } from '../../../scripts/generate-events.ts';
import { publishEvents } from '../../../src/app/publish-events.ts';
import type { FactType } from '../../../src/domain/ledger/entry.ts';
import { createFakes, type Fakes } from '../../fakes/index.ts';

let fakes: Fakes;
beforeEach(() => {
  fakes = createFakes();
});

const row = (position: string, data: unknown) => ({ position, key: `PIPELINE#checkout ${position}`, data });
const rows = (...types: FactType[]) => types.map((type, n) => row(`${n}`, exampleEntry(type)));
const publishedTypes = () => fakes.events.published.map(({ type }) => type);

describe('publishing what was added to the ledger', () => {
  it('publishes every entry, in order and whole', async () => {
    const added = rows('release-created', 'promotion-requested', 'stage-acquired');
    expect(await publishEvents(fakes.ports, added)).toEqual([]);
    expect(fakes.events.published).toEqual(added.map(({ data }) => data));
    expect(fakes.log.counts).toEqual({ EventPublished: 3 });
  });

  it('counts how promotions ended, once they are published', async () => {
    fakes.events.refuse = ({ type }) =>
      type === 'promotion-rejected' ? 'InternalFailure: later' : undefined;
    await publishEvents(
      fakes.ports,
      rows('promotion-succeeded', 'promotion-failed', 'promotion-rejected', 'promotion-superseded'),
    );
    expect(fakes.log.counts).toMatchObject({
      PromotionSucceeded: 1,
      PromotionFailed: 1,
      PromotionSuperseded: 1,
    });
    expect(fakes.log.counts).not.toHaveProperty('PromotionRejected');
  });

  it('asks again for an entry that the bus refuses, and publishes what comes after it', async () => {
    fakes.events.refuse = ({ type }) => (type === 'stage-held' ? 'InternalFailure: later' : undefined);
    const failed = await publishEvents(fakes.ports, rows('stopped', 'stage-held', 'resumed'));
    expect(failed).toEqual(['1']);
    expect(publishedTypes()).toEqual(['stopped', 'resumed']);
    expect(fakes.log.counts).toEqual({ EventPublished: 2, EventNotPublished: 1 });
    expect(fakes.log.lines).toMatchObject([
      { fields: { key: 'PIPELINE#checkout 1', position: '1', reason: 'InternalFailure: later' } },
    ]);
  });

  it('asks again for a row that is no entry it knows, and says why', async () => {
    const poison = row('0', { ...exampleEntry('stage-held'), sequence: 'first' });
    const failed = await publishEvents(fakes.ports, [poison, row('1', exampleEntry('stopped'))]);
    expect(failed).toEqual(['0']);
    expect(publishedTypes()).toEqual(['stopped']);
    expect(fakes.log.lines).toMatchObject([{ fields: { reason: expect.stringMatching(/^sequence: /) } }]);
  });

  it('asks for everything again when it cannot know what was published', async () => {
    fakes.interruptions.interrupt('events.publish', 'after');
    await expect(publishEvents(fakes.ports, rows('stopped'))).rejects.toThrow('interrupted');
  });
});
