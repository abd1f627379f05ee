import { describe, expect, it } from 'vitest';
import { Canary } from '../../../../local/agents/canary.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { classifyCanaryCall, isCanaryHook, parseCanaryCall } from '../../../../src/domain/health/canary.ts';

const MINUTE = 60_000;

/** Flagger for one Canary; what it calls is written down as Towpath reads it. */
function setUp() {
  const clock = new VirtualClock(0);
  const stopping = new AbortController();
  const calls: string[] = [];
  const state = { no: '', isToFail: false, isAway: false };
  const fetch = (async (url: string, { body }: { body: string }) => {
    if (state.isAway) throw new Error('nobody there');
    const hook = url.split('/').at(-1) ?? '';
    if (!isCanaryHook(hook)) throw new Error(`${hook} is no type.`);
    const call = parseCanaryCall(new TextEncoder().encode(body));
    const read = classifyCanaryCall(hook, call, clock.now());
    calls.push(`${hook} ${call.phase}: ${'ignored' in read ? 'ignored' : read.state}`);
    const isNo = hook === state.no || (hook === 'rollback' && state.no !== 'nothing');
    return { status: isNo ? 409 : 200, text: async () => '' };
  }) as unknown as typeof globalThis.fetch;
  const metadata = { towpath: 'token', pipeline: 'checkout', stage: 'prod' };
  const canary = new Canary({
    config: {
      cluster: 'prod-eu-1',
      namespace: 'shop',
      name: 'checkout',
      metadata,
      healthUrl: 'http://there',
    },
    clock,
    fetch,
    signal: stopping.signal,
    intervalMs: MINUTE,
    isToFail: () => state.isToFail,
  });
  const pass = async (minutes: number) => {
    calls.length = 0;
    await clock.advance(minutes * MINUTE);
    return calls;
  };
  return { canary, clock, pass, state, stopping };
}

/** With a template that serves already. */
async function atRest() {
  const parts = setUp();
  parts.canary.apply('1.0.0');
  expect(await parts.pass(2)).toEqual(['event Initialized: healthy']);
  expect(parts.clock.pending).toBe(0);
  return parts;
}

describe('a Canary', () => {
  it('goes step by step, and tells of the first with the phase of the one before', async () => {
    const { canary, pass, clock } = await atRest();
    canary.apply('1.1.0');
    expect(await pass(1)).toEqual([
      'confirm-rollout Initialized: progressing',
      'event Initialized: ignored',
      'event Progressing: progressing',
    ]);
    expect(await pass(3)).toContain('confirm-traffic-increase Progressing: progressing');
    expect(await pass(1)).toContain('confirm-promotion Progressing: progressing');
    expect((await pass(3)).slice(-2)).toEqual([
      'post-rollout Succeeded: healthy',
      'event Succeeded: healthy',
    ]);
    expect(clock.pending).toBe(0);
  });

  it('waits for each answer', async () => {
    const { canary, pass, state } = await atRest();
    canary.apply('1.1.0');
    state.no = 'confirm-rollout';
    expect((await pass(2)).at(-1)).toBe('confirm-rollout Waiting: progressing');
    state.no = 'confirm-traffic-increase';
    expect((await pass(3)).at(-1)).toBe('confirm-traffic-increase Progressing: progressing');
    state.no = 'confirm-promotion';
    expect((await pass(6)).at(-1)).toBe('confirm-promotion Progressing: progressing');
    state.no = '';
    expect((await pass(4)).at(-1)).toBe('event Succeeded: healthy');
  });

  it('fails, says so, and has one more word with the phase before; going back starts nothing', async () => {
    const { canary, pass, state, clock } = await atRest();
    state.isToFail = true;
    canary.apply('1.1.0');
    expect((await pass(3)).slice(-3)).toEqual([
      'event Failed: failing',
      'post-rollout Failed: failing',
      'event Progressing: ignored',
    ]);
    canary.apply('1.0.0');
    expect(await pass(5)).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('goes back when it is told to', async () => {
    const { canary, pass, state } = await atRest();
    canary.apply('1.1.0');
    await pass(1);
    state.no = 'nothing';
    expect(await pass(1)).toContain('event Failed: failing');
  });

  it('begins again with what is newer', async () => {
    const { canary, pass } = await atRest();
    canary.apply('1.1.0');
    await pass(2);
    canary.apply('1.2.0');
    expect(await pass(1)).toEqual(['event Progressing: progressing']);
    expect((await pass(7)).at(-1)).toBe('event Succeeded: healthy');
  });

  it('does not go on while nobody answers, and stops when it is told to', async () => {
    const { canary, pass, state, stopping, clock } = await atRest();
    state.isAway = true;
    canary.apply('1.1.0');
    await pass(5);
    state.isAway = false;
    expect((await pass(1))[0]).toBe('confirm-rollout Waiting: progressing');
    stopping.abort();
    expect(await pass(5)).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
