import { describe, expect, it } from 'vitest';
import type { LedgerLine, PipelineView, ReleaseView } from '../../../../console/api/views.ts';
import { CHECKOUT, line, RELEASE, release, summary } from '../answers.ts';
import { towpath } from '../harness.ts';

/** Answers one after another; the last one again and again. */
function inTurn<Value>(...answers: Value[]): () => Value {
  return () => (answers.length > 1 ? answers.shift() : answers[0]) as Value;
}

const dev = (status: 'verifying' | 'promoted' | 'failed', sentence = ''): ReleaseView =>
  release([
    { stage: 'dev', promotion: summary({ stage: 'dev', status }), sentence },
    ...(status === 'promoted' ? [] : [{ stage: 'prod', sentence: 'not there yet' }]),
  ]);

const ledgerOf = (...looks: LedgerLine[][]) => ({ 'GET /api/ledger': inTurn(...looks) });

describe('towpath watch <release>', () => {
  it('shows what has happened to the release and what happens, until it is in every stage', async () => {
    const old = line(1, { release: 'checkout_older', sentence: 'of another release' });
    const { code, stdout } = await towpath(['watch', RELEASE], {
      ...ledgerOf([line(2), old], [line(3), line(2), old], [line(4), line(3), line(2), old]),
      [`GET /api/releases/${RELEASE}`]: inTurn(dev('verifying'), dev('verifying'), dev('promoted')),
    });
    expect(code).toBe(0);
    expect(stdout).toBe(`\
22:05:02Z  checkout      entry 2
22:05:03Z  checkout      entry 3
22:05:04Z  checkout      entry 4
checkout_0f1e2d3c4b5a is in every stage
`);
  });

  it('ends with 1 when the release did not get everywhere, and says why', async () => {
    const { code, stdout } = await towpath(['watch', RELEASE], {
      ...ledgerOf([]),
      [`GET /api/releases/${RELEASE}`]: dev('failed', 'dev-eu-1 fails: timeout'),
    });
    expect(code).toBe(1);
    expect(stdout).toBe(
      'checkout_0f1e2d3c4b5a ended: dev failed: dev-eu-1 fails: timeout; prod: not there yet\n',
    );
  });

  it('prints one JSON value a line with --json', async () => {
    const { stdout } = await towpath(['watch', RELEASE, '--json'], {
      ...ledgerOf([line(3), line(2)]),
      [`GET /api/releases/${RELEASE}`]: dev('promoted'),
    });
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text)),
    ).toEqual([line(2), line(3)]);
  });
});

describe('towpath watch <pipeline>', () => {
  const [first] = CHECKOUT.stages;
  const idle: PipelineView = { ...CHECKOUT, stages: [first!] };
  const busy: PipelineView = { ...CHECKOUT, stages: [{ ...first!, underWay: summary() }] };

  it('begins with what is under way and ends when nothing is any more', async () => {
    const { code, stdout } = await towpath(['watch', 'checkout'], {
      ...ledgerOf([line(2), line(1)], [line(3), line(2), line(1)]),
      'GET /api/pipelines/checkout': inTurn(busy, busy, idle),
    });
    expect(code).toBe(0);
    expect(stdout.match(/entry \d/g)).toEqual(['entry 1', 'entry 2', 'entry 3']);
  });

  it('waits for the next release when nothing is under way', async () => {
    const { stdout } = await towpath(['watch', 'checkout'], {
      ...ledgerOf([line(1)], [line(1)], [line(2), line(1)]),
      'GET /api/pipelines/checkout': idle,
    });
    expect(stdout.match(/entry \d/g)).toEqual(['entry 2']);
  });
});

describe('towpath watch', () => {
  it('follows everything until it is interrupted', async () => {
    const interrupt = new AbortController();
    const looks = inTurn([line(1)], [line(2, { pipeline: 'search' }), line(1)]);
    let asked = 0;
    const { code, stdout } = await towpath(
      ['watch'],
      {
        'GET /api/ledger': () => {
          asked += 1;
          if (asked === 3) interrupt.abort();
          return looks();
        },
      },
      { signal: interrupt.signal },
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '22:05:02Z  search        entry 2\n' });
  });
});
