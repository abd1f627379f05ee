import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Agents } from '../../../../local/agents/start.ts';
import type { WakeCall } from '../../../../local/agents/wake-call.ts';
import { createWebhooks } from '../../../../local/agents/webhooks.ts';

const calls: (WakeCall & { cluster: string })[] = [];
const agents = {
  wakeBy(cluster: string, call: WakeCall) {
    calls.push({ cluster, ...call });
    return cluster === 'prod-eu-1';
  },
} as Partial<Agents> as Agents;

async function send(url: string, method = 'POST') {
  const request = Object.assign(Readable.from([Buffer.from('{}')]), {
    url,
    method,
    headers: { 'x-signature': 's' },
  });
  const answer: { status?: number } = {};
  const response = {
    writeHead: (status: number) => {
      answer.status = status;
    },
    end: () => {},
  };
  const isOurs = await createWebhooks(() => agents)(request as never, response as never);
  return isOurs ? answer.status : 'left alone';
}

describe('the webhooks of example agents', () => {
  it('hand a call to the agent of the cluster', async () => {
    expect(await send('/agents/prod-eu-1/hook/c0ffee')).toBe(200);
    expect(calls.at(-1)).toEqual({
      cluster: 'prod-eu-1',
      path: '/hook/c0ffee',
      headers: { 'x-signature': 's' },
      body: '{}',
    });
    expect(await send('/agents/elsewhere/hook/c0ffee')).toBe(404);
  });

  it('leave other requests alone', async () => {
    expect(await send('/agents/prod-eu-1/hook/c0ffee', 'GET')).toBe('left alone');
    expect(await send('/v1/health/flux/prod-eu-1')).toBe('left alone');
  });
});
