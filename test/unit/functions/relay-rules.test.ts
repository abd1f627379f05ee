import { describe, expect, it } from 'vitest';
import { functions } from '../../../functions/manifest.ts';
import { compilePattern } from '../../../local/services/eventbridge/pattern.ts';
import { eventExamples } from '../../../scripts/event-examples.ts';
import { exampleEntry } from '../../../scripts/generate-events.ts';
import { newsOf } from '../../../src/domain/chat/news.ts';
import type { Entry, FactType } from '../../../src/domain/ledger/entry.ts';
import { detailType, eventDetail } from '../../../src/domain/ledger/event.ts';

const patterns = functions['relay-events'].trigger.rules.map(({ pattern }) => compilePattern(pattern));

const isRelayed = (entry: Entry): boolean => {
  const event = { source: 'towpath', 'detail-type': detailType(entry.type), detail: eventDetail(entry) };
  return patterns.some((matches) => matches(event));
};

describe('the rules in front of relay-events', () => {
  it.each(Object.keys(eventExamples) as FactType[])('let %s through if it is news', (type) => {
    const entry = exampleEntry(type);
    if (newsOf(entry) !== undefined) expect(isRelayed(entry)).toBe(true);
    else expect(isRelayed(entry)).toBe(TOUCHES_CARD.includes(type));
  });

  it('let a rollback through, which nobody asked for', () => {
    const entry = exampleEntry('promotion-requested');
    const rollback = { overlays: ['apps/checkout/overlays/prod-eu-1'] };
    expect(isRelayed({ ...entry, rollback } as Entry)).toBe(true);
  });

  it('leave out that gates were passed which ask nobody', () => {
    const gates = [{ gate: 'freeze', state: 'open', sentence: 'no window' }];
    expect(isRelayed({ ...exampleEntry('gates-passed'), gates } as Entry)).toBe(false);
  });
});

/** What begins, changes or ends the card of an approval, and is no news. */
const TOUCHES_CARD: readonly FactType[] = [
  'gates-closed',
  'gates-passed',
  'vote-cast',
  'promotion-succeeded',
  'promotion-superseded',
  // Rare, and of no promotion: relay-events leaves them alone.
  'pipeline-removed',
];
