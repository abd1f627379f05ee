import { describe, expect, it } from 'vitest';
import { deliver } from '../../../../local/agents/deliver.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';

type Answer = number | 'away' | 'never';

function setUp(...answers: Answer[]) {
  const clock = new VirtualClock(0);
  const stopping = new AbortController();
  const attempts: number[] = [];
  const fakeFetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    attempts.push(clock.now());
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer === 'away') throw new TypeError('fetch failed');
    if (answer === 'never') await new Promise((_, reject) => init!.signal!.addEventListener('abort', reject));
    return new Response(null, { status: Number(answer) });
  };
  const delivery = deliver(
    'http://127.0.0.1/',
    { body: '{}' },
    { clock, fetch: fakeFetch as typeof fetch, signal: stopping.signal },
  );
  return { clock, stopping, attempts, delivery };
}

describe('deliver', () => {
  it('posts once when it is accepted', async () => {
    const { clock, attempts, delivery } = setUp(202);
    expect(await delivery).toEqual({ outcome: 'delivered' });
    expect(attempts).toEqual([0]);
    expect(clock.pending).toBe(0);
  });

  it.each<Answer>(['away', 429, 500, 503])('tries again after %s, backing off', async (answer) => {
    const { clock, attempts, delivery } = setUp(answer, answer, answer, 200);
    await clock.advance(60_000);
    expect(await delivery).toEqual({ outcome: 'delivered' });
    expect(attempts).toEqual([0, 2000, 6000, 14_000]);
  });

  it('gives up after four retries', async () => {
    const { clock, attempts, delivery } = setUp('away');
    await clock.advance(60_000);
    expect(await delivery).toEqual({ outcome: 'lost' });
    expect(attempts).toEqual([0, 2000, 6000, 14_000, 30_000]);
    expect(clock.pending).toBe(0);
  });

  it.each([400, 401, 404, 501])('takes %d as final', async (status) => {
    const { attempts, delivery } = setUp(status);
    expect(await delivery).toEqual({ outcome: 'refused', status });
    expect(attempts).toHaveLength(1);
  });

  it('gives up on a server that does not answer', async () => {
    const { clock, delivery } = setUp('never');
    await clock.advance(55_000);
    expect(await delivery).toEqual({ outcome: 'lost' });
    expect(clock.pending).toBe(0);
  });

  it.each<Answer>(['never', 'away'])(
    'ends at once when it is stopped, the server being %s',
    async (answer) => {
      const { clock, stopping, delivery } = setUp(answer);
      await clock.settle();
      stopping.abort();
      expect(await delivery).toEqual({ outcome: 'lost' });
      expect(clock.pending).toBe(0);
    },
  );
});
