import { describe, expect, it } from 'vitest';
import { exampleEntry } from '../../../../scripts/generate-events.ts';
import type { Entry } from '../../../../src/domain/ledger/entry.ts';
import { detailType, eventDetail, eventSchema, shortened } from '../../../../src/domain/ledger/event.ts';

describe('the event of an entry', () => {
  it('names the entry, says what happened, and carries the fact', () => {
    const { pipeline, sequence, at, by, ...fact } = exampleEntry('pipeline-defined');
    expect(eventDetail(exampleEntry('pipeline-defined'))).toEqual({
      version: '1',
      id: 'checkout#42',
      pipeline,
      sequence,
      at,
      by,
      sentence: 'defined by .towpath/checkout.yaml (version 5d41402abc4b)',
      fact,
    });
  });

  it('is of a type in the words of the ledger', () => {
    expect(detailType('promotion-succeeded')).toBe('Promotion Succeeded');
    expect(detailType('stopped')).toBe('Stopped');
  });
});

describe('a shortened event', () => {
  const files = Array.from({ length: 3000 }, (_, n) => `apps/app-${n}/kustomization.yaml`);
  const entry = { ...exampleEntry('wave-committed'), files } as Entry;
  const short = shortened(eventDetail(entry));

  it('says so, and still fits its schema', () => {
    expect(short.shortened).toBe(true);
    expect(eventSchema('wave-committed').parse(short)).toEqual(short);
  });

  it('keeps what names it and cuts only what is long', () => {
    expect(short).toMatchObject({ id: 'checkout#42', fact: { stage: 'prod', files: files.slice(0, 20) } });
    expect(short.sentence).toHaveLength(500);
    expect(short.sentence.endsWith('…')).toBe(true);
  });

  it('is never cut within a character', () => {
    const failing = (ships: number): unknown => {
      const entry = { ...exampleEntry('target-failing'), message: '🚢'.repeat(ships) } as Entry;
      return shortened(eventDetail(entry)).fact;
    };
    expect(failing(501)).toMatchObject({ message: `${'🚢'.repeat(499)}…` });
    expect(failing(500)).toMatchObject({ message: '🚢'.repeat(500) });
  });
});
