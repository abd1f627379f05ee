import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEventBridge, type Rule } from '../../../../local/services/eventbridge/eventbridge.ts';
import type { AsyncOptions } from '../../../../local/services/lambda/async.ts';
import { LambdaClosedError } from '../../../../local/services/lambda/types.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';

const root = mkdtempSync(join(tmpdir(), 'towpath-events-'));
afterAll(() => rmSync(root, { recursive: true }));

const onPush: Rule = {
  name: 'image-pushed',
  pattern: { source: ['aws.ecr'] },
  functionName: 'image-pushed',
  deadLetter: 'dead-letters',
};
const onEverything: Rule = {
  name: 'notify',
  bus: 'towpath',
  pattern: { source: ['towpath'] },
  functionName: 'notify',
};
const push = { source: 'aws.ecr', 'detail-type': 'ECR Image Action', detail: { result: 'SUCCESS' } };

interface Call {
  readonly functionName: string;
  readonly event: unknown;
  readonly options: AsyncOptions | undefined;
}

function start(options: { rules?: Rule[]; directory?: string; outcome?: () => Promise<void> } = {}) {
  const calls: Call[] = [];
  const logged: string[] = [];
  let ids = 0;
  const events = createEventBridge({
    rules: options.rules ?? [onPush, onEverything],
    account: { accountId: '111122223333', region: 'eu-west-1' },
    clock: new VirtualClock('2026-11-20T22:05:00.123Z'),
    newId: () => `id-${++ids}`,
    log: (line) => logged.push(line),
    lambda: {
      invokeAsync(functionName, event, asyncOptions) {
        calls.push({ functionName, event, options: asyncOptions });
        return (options.outcome ?? (async () => {}))();
      },
    },
    ...(options.directory && { directory: options.directory }),
  });
  return { events, calls, logged };
}

describe('delivering an event', () => {
  it('puts it in an envelope and hands it to the functions of matching rules', async () => {
    const { events, calls } = start();
    events.deliver(push);
    await events.idle();
    expect(calls).toEqual([
      {
        functionName: 'image-pushed',
        event: {
          version: '0',
          id: 'id-1',
          'detail-type': 'ECR Image Action',
          source: 'aws.ecr',
          account: '111122223333',
          time: '2026-11-20T22:05:00Z',
          region: 'eu-west-1',
          resources: [],
          detail: { result: 'SUCCESS' },
        },
        options: { acceptedAt: Date.parse('2026-11-20T22:05:00.123Z'), deadLetter: 'dead-letters' },
      },
    ]);
  });

  it('keeps the envelope of an event that is replayed', () => {
    const { events } = start();
    const replayed = {
      ...push,
      id: 'first',
      time: '2026-11-19T08:00:00Z',
      region: 'us-east-1',
      account: '999900001111',
    };
    expect(events.deliver(replayed)).toMatchObject(replayed);
  });

  it('reaches only the rules of its bus', async () => {
    const { events, calls } = start();
    events.deliver({ ...push, source: 'towpath' });
    events.deliver({ ...push, source: 'towpath' }, 'towpath');
    await events.idle();
    expect(calls.map(({ functionName }) => functionName)).toEqual(['notify']);
  });

  it('reaches each of several matching rules, with the same id', async () => {
    const again = { ...onPush, name: 'audit', functionName: 'audit' };
    const { events, calls } = start({ rules: [onPush, again] });
    events.deliver(push);
    await events.idle();
    expect(calls.map(({ functionName, event }) => [functionName, (event as { id: string }).id])).toEqual([
      ['image-pushed', 'id-1'],
      ['audit', 'id-1'],
    ]);
  });

  it('refuses a rule with an invalid pattern at once', () => {
    const rule = { ...onPush, pattern: { source: 'aws.ecr' } };
    expect(() => start({ rules: [rule] })).toThrow(/Event pattern is not valid/);
  });
});

describe('a crash before an event is delivered', () => {
  const stopped = () => Promise.reject(new LambdaClosedError('image-pushed'));

  it('does not lose the event', async () => {
    const directory = join(root, 'crash');
    const before = start({ directory, outcome: () => new Promise(() => {}) });
    const event = before.events.deliver(push);

    const { events, calls } = start({ directory });
    events.resume();
    await events.idle();
    expect(calls).toEqual(before.calls);
    expect(calls[0]?.event).toEqual(event);
  });

  it('does not disturb what is accepted before the rest is resumed', async () => {
    const { events, calls } = start({ directory: join(root, 'resumed') });
    events.deliver(push);
    events.resume();
    await events.idle();
    expect(calls).toHaveLength(1);
  });

  it('does not deliver again what was delivered', async () => {
    const directory = join(root, 'delivered');
    const before = start({ directory });
    before.events.deliver(push);
    await before.events.idle();

    const { events, calls } = start({ directory });
    events.resume();
    await events.idle();
    expect(calls).toEqual([]);
  });

  it('keeps what an orderly stop interrupted', async () => {
    const directory = join(root, 'stopped');
    const before = start({ directory, outcome: stopped });
    before.events.deliver(push);
    await before.events.idle();
    expect(before.logged).toEqual([]);

    const { events, calls } = start({ directory });
    events.resume();
    await events.idle();
    expect(calls).toHaveLength(1);
  });

  it('keeps and logs what could not even be sent to the dead letter queue', async () => {
    const directory = join(root, 'unsent');
    const before = start({ directory, outcome: () => Promise.reject(new Error('queue is gone')) });
    before.events.deliver(push);
    await before.events.idle();
    expect(before.logged).toEqual([expect.stringContaining('queue is gone')]);

    const { events, calls } = start({ directory });
    events.resume();
    await events.idle();
    expect(calls).toHaveLength(1);
  });

  it('may tear the line that was being written', async () => {
    const directory = join(root, 'torn');
    start({ directory, outcome: stopped }).events.deliver(push);
    appendFileSync(join(directory, 'events.jsonl'), '{"accepted":[{"id":"id-9","rule":"image-pu');

    const { events, calls } = start({ directory });
    events.resume();
    await events.idle();
    expect(calls).toHaveLength(1);
  });

  it('delivers again what ended only after the stop', async () => {
    const directory = join(root, 'late');
    let finish = () => {};
    const outcome = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      });
    const before = start({ directory, outcome });
    before.events.deliver(push);
    await before.events.close();
    finish();
    await before.events.idle();

    const { events, calls } = start({ directory });
    events.resume();
    await events.idle();
    expect(calls).toHaveLength(1);
  });

  it('drops an event whose rule is gone', async () => {
    const directory = join(root, 'gone');
    start({ directory, outcome: stopped }).events.deliver(push);
    const { events, calls } = start({ directory, rules: [onEverything] });
    events.resume();
    await events.idle();
    expect(calls).toEqual([]);
    expect(readFileSync(join(directory, 'events.jsonl'), 'utf8').trim().split('\n')).toHaveLength(2);
  });
});
