import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { eventExamples } from '../../../../scripts/event-examples.ts';
import { eventFiles, exampleEntry } from '../../../../scripts/generate-events.ts';
import type { FactType } from '../../../../src/domain/ledger/entry.ts';
import { eventDetail } from '../../../../src/domain/ledger/event.ts';
import { entrySchema, factSchemas } from '../../../../src/domain/ledger/schema.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const types = Object.keys(eventExamples) as FactType[];
const committed = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the schemas of entries', () => {
  it('are there for every type that has an example', () => {
    expect(Object.keys(factSchemas).sort()).toEqual([...types].sort());
  });

  it.each(types)('accept the whole example of %s', (type) => {
    expect(entrySchema.parse(exampleEntry(type))).toEqual(exampleEntry(type));
  });

  it('refuse a type that is not known', () => {
    const entry = { ...exampleEntry('stage-held'), type: 'stage-painted' };
    expect(entrySchema.safeParse(entry).error?.issues[0]?.path).toEqual(['type']);
  });

  it('refuse a fact that lacks a field, and an entry without its place', () => {
    const { reason: _, ...lacking } = exampleEntry('stage-held') as { reason: string };
    const { sequence: __, ...lost } = exampleEntry('stage-held');
    expect(entrySchema.safeParse(lacking).error?.issues[0]?.path).toEqual(['reason']);
    expect(entrySchema.safeParse(lost).error?.issues[0]?.path).toEqual(['sequence']);
  });
});

describe('docs/events', () => {
  it.each(Object.entries(eventFiles()))('%s is current (else: npm run generate)', (path, text) => {
    expect(committed(path)).toBe(text);
  });

  it('has no file too many', () => {
    const files = readdirSync(join(ROOT, 'docs/events')).map((name) => `docs/events/${name}`);
    expect(files.sort()).toEqual(Object.keys(eventFiles()).sort());
  });

  describe.each(types)('the JSON Schema of %s', (type) => {
    const schema = z.fromJSONSchema(JSON.parse(eventFiles()[`docs/events/${type}.schema.json`] ?? ''));
    const detail = eventDetail(exampleEntry(type));

    it('accepts its example', () => expect(schema.safeParse(detail).error).toBeUndefined());

    it('accepts fields of a later version', () => {
      const later = { ...detail, colour: 'red', fact: { ...detail.fact, colour: 'red' } };
      expect(schema.safeParse(later).error).toBeUndefined();
    });

    it('refuses another fact, and another version', () => {
      const fact = eventExamples[type === 'stopped' ? 'resumed' : 'stopped'];
      expect(schema.safeParse({ ...detail, fact }).success).toBe(false);
      expect(schema.safeParse({ ...detail, version: '2' }).success).toBe(false);
    });
  });
});
