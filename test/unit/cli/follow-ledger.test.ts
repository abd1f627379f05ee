import { describe, expect, it } from 'vitest';
import { followLedger } from '../../../cli/follow-ledger.ts';
import type { LedgerLine } from '../../../console/api/views.ts';
import { line } from './answers.ts';

/** A ledger whose looks are given; a question for one pipeline is answered from `history`. */
function ledger(looks: LedgerLine[][], history: LedgerLine[] = []) {
  const asked: { pipeline?: string; limit?: number }[] = [];
  const remaining = [...looks];
  return {
    asked,
    isSpent: () => remaining.length === 0,
    client: {
      ledger: async (options: { pipeline?: string; limit?: number } = {}) => {
        asked.push(options);
        return options.pipeline === undefined ? (remaining.shift() ?? []) : history;
      },
    },
  };
}

async function follow(looks: LedgerLine[][], history?: LedgerLine[]): Promise<string[]> {
  const { client, isSpent } = ledger(looks, history);
  const given: string[] = [];
  await followLedger(client, {
    intervalMs: 1,
    onLine: ({ pipeline, sequence }) => {
      given.push(`${pipeline} ${sequence}`);
    },
    until: isSpent,
  });
  return given;
}

describe('following the ledger', () => {
  it('gives each new entry once, oldest first, and leaves out what was there before', async () => {
    const given = await follow([
      [line(1)],
      [line(3), line(2), line(1)],
      [line(4), line(3), line(2), line(1)],
    ]);
    expect(given).toEqual(['checkout 2', 'checkout 3', 'checkout 4']);
  });

  it('takes a pipeline that appears for new', async () => {
    const given = await follow([[line(1)], [line(7, { pipeline: 'search' }), line(1)]]);
    expect(given).toEqual(['search 7']);
  });

  it('asks for what a look did not show, so that no entry is left out', async () => {
    const given = await follow([[line(1)], [line(4)]], [line(4), line(3), line(2)]);
    expect(given).toEqual(['checkout 2', 'checkout 3', 'checkout 4']);
  });

  it('still gives what happened until it was told to end', async () => {
    const looks = [[line(1)], [line(2), line(1)]];
    const { client } = ledger(looks);
    const given: number[] = [];
    await followLedger(client, { onLine: ({ sequence }) => void given.push(sequence), until: () => true });
    expect(given).toEqual([2]);
  });

  it('waits for a listener before it goes on', async () => {
    const { client, isSpent } = ledger([[], [line(2), line(1)]]);
    const order: string[] = [];
    await followLedger(client, {
      intervalMs: 1,
      until: isSpent,
      onLine: async ({ sequence }) => {
        order.push(`begin ${sequence}`);
        await Promise.resolve();
        order.push(`end ${sequence}`);
      },
    });
    expect(order).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  it('ends without a sound when it is aborted between two looks', async () => {
    const { client, asked } = ledger([[line(1)]]);
    const signal = AbortSignal.timeout(5);
    await followLedger(client, { intervalMs: 60_000, onLine: () => {}, signal });
    expect(asked).toHaveLength(1);
  });
});
