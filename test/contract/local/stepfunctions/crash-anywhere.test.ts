import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  callback,
  Harness,
  machine,
  Throws,
  task,
} from '../../../unit/local/services/stepfunctions/harness.ts';
import { restart, START } from './restarted.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'stepfunctions-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const newDirectory = () => mkdtempSync(join(root, 'journal-'));

/** Every kind of wait and of task, so that a crash can hit each of them. */
const JOURNEY = machine({
  Flaky: task('flaky', {
    Parameters: { FunctionName: 'flaky', 'Payload.$': '$$.State.RetryCount' },
    ResultSelector: { 'tries.$': '$.Payload' },
    Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 3, MaxAttempts: 2, JitterStrategy: 'FULL' }],
  }),
  Both: {
    Type: 'Parallel',
    ResultPath: '$.both',
    Branches: [
      machine({ Approve: callback('approve', { HeartbeatSeconds: 600, TimeoutSeconds: 3600 }) }),
      machine({
        Pause: { Type: 'Wait', Seconds: 5 },
        Each: {
          Type: 'Map',
          ItemsPath: '$.tries',
          MaxConcurrency: 2,
          ItemProcessor: machine({ Double: task('double', { OutputPath: '$.Payload' }) }),
        },
      }),
    ],
  },
  Guarded: {
    Type: 'Parallel',
    Branches: [
      machine({ Patience: callback('approve-never') }),
      machine({ Nap: { Type: 'Wait', Seconds: 2 }, Stop: { Type: 'Fail', Error: 'Stop' } }),
    ],
    Catch: [{ ErrorEquals: ['Stop'], ResultPath: '$.stopped', Next: 'Last' }],
  },
  Last: task('double', {
    InputPath: '$.both[1][0]',
    ResultPath: '$.last',
    ResultSelector: { 'n.$': '$.Payload' },
  }),
});

const JOURNEY_OUTPUT = {
  tries: [0, 1, 2],
  both: ['yes', [0, 2, 4]],
  stopped: { Error: 'Stop', Cause: null },
  last: { n: 0 },
};

const journeyHandlers: Harness['handlers'] = {
  flaky: (tries: number) => (tries < 2 ? new Throws('Flaky') : [0, 1, 2]),
  double: (n: number) => n * 2,
  approve: () => 'asked',
  'approve-never': () => 'asked',
};

/** Answers the approval, as a person does: once they were asked, and not minding whether it was asked twice. */
async function finish(harness: Harness, arn: string, asked: string[]): Promise<void> {
  await harness.clock.advance(30_000);
  const tokens = [
    ...asked,
    ...harness.calls.filter(({ name }) => name === 'approve').map(({ payload }) => payload.token),
  ];
  for (const taskToken of tokens) {
    await harness.call('SendTaskSuccess', { taskToken, output: '"yes"' }).catch((error) => {
      expect(['TaskTimedOut', 'TaskDoesNotExist']).toContain(error.code);
    });
  }
  await harness.clock.runUntil(async () => (await harness.describe(arn)).status !== 'RUNNING', {
    within: 600_000,
  });
}

describe('a crash at any point of the journal', () => {
  let lines: string[];
  let arn: string;
  let events: { type: string; timestamp: number }[];
  let asked: string[];

  beforeAll(async () => {
    const directory = newDirectory();
    const harness = new Harness(journeyHandlers, { directory, random: () => 0.5 });
    arn = await harness.start(JOURNEY);
    await finish(harness, arn, []);
    expect((await harness.describe(arn)).output).toEqual(JOURNEY_OUTPUT);
    await harness.clock.settle();
    events = await harness.history(arn);
    asked = harness.calls.filter(({ name }) => name === 'approve').map(({ payload }) => payload.token);
    lines = readFileSync(join(directory, 'journal.jsonl'), 'utf8').split('\n').slice(0, -1);
  });

  /** Restarts on the first `count` lines, followed by half a line, and runs to the end. */
  async function continueFrom(count: number, torn: string): Promise<{ harness: Harness; kept: string[] }> {
    const directory = newDirectory();
    const kept = lines.slice(0, count);
    writeFileSync(join(directory, 'journal.jsonl'), `${kept.map((line) => `${line}\n`).join('')}${torn}`);
    const last = kept.flatMap((line) => JSON.parse(line).fact?.event?.timestamp ?? []).at(-1) ?? START;
    const harness = restart(directory, last + 500, journeyHandlers);
    await finish(harness, arn, asked);
    return { harness, kept };
  }

  it('changes neither the outcome nor the history that was written, and repeats no task that had ended', async () => {
    const started = lines.findIndex((line) => line.includes('"start"')) + 1;
    for (let count = started; count <= lines.length; count += 1) {
      const torn = (lines[count] ?? '').slice(0, (lines[count] ?? '').length / 2);
      const { harness, kept } = await continueFrom(count, torn);
      expect(await harness.describe(arn), `after line ${count}`).toEqual({
        status: 'SUCCEEDED',
        output: JOURNEY_OUTPUT,
      });

      const known = kept.flatMap((line) => JSON.parse(line).fact?.event?.type ?? []);
      const history = await harness.history(arn);
      expect(history.slice(0, known.length)).toEqual(events.slice(0, known.length));
      expect(history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1));
      expect(history.map(({ type }) => type).sort()).toEqual(events.map(({ type }) => type).sort());

      const over = known.filter((type) =>
        ['TaskSucceeded', 'TaskFailed', 'TaskSubmitted'].includes(type),
      ).length;
      const answeredBeforeSubmission = 1;
      expect(harness.calls.length).toBeLessThanOrEqual(9 - over + answeredBeforeSubmission);
      await harness.service.close();
    }
  });
});
