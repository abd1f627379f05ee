import { expect, it } from 'vitest';
import type { LedgerLine } from '../../../../../console/api/views.ts';
import { ledgerChoices } from '../../../../../console/ui/lib/ledger.ts';

const line = (type: string): LedgerLine => ({
  ...{ pipeline: 'checkout', sequence: 1, at: '2026-11-20T13:00:00.000Z', by: 'towpath', sentence: '', type },
});

it('offers what was seen and what is asked for, each once', () => {
  const lines = [line('vote-cast'), line('stage-acquired'), line('vote-cast')];
  expect(ledgerChoices(undefined, lines, { stage: 'gone' })).toEqual({
    pipeline: ['checkout'],
    stage: ['gone'],
    by: ['towpath'],
    type: ['stage-acquired', 'vote-cast'],
  });
});
