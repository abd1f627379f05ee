import { describe, expect, it } from 'vitest';
import { Cluster } from '../../../../local/agents/cluster.ts';
import type { Kustomization } from '../../../../local/agents/kustomization.ts';
import { Lag } from '../../../../local/agents/lag.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';

/** Stands for a Kustomization whose work ends when the test says so. */
class Work {
  readonly commits: string[] = [];
  due = true;
  finish: (error?: Error) => void = () => {};

  isDue(): boolean {
    return this.due;
  }

  reconcile(commit: string): Promise<void> {
    this.commits.push(commit);
    return new Promise((resolve, reject) => {
      this.finish = (error) => (error === undefined ? resolve() : reject(error));
    });
  }
}

function setUp() {
  const clock = new VirtualClock(0);
  const stopping = new AbortController();
  const work = new Work();
  const complaints: string[] = [];
  const source = { refresh: async (): Promise<string | undefined> => 'a' };
  const cluster = new Cluster({
    mirror: { refresh: () => source.refresh() },
    lag: new Lag(clock, () => ({ mode: 'healthy' })),
    intervalMs: () => 1000,
    clock,
    signal: stopping.signal,
    complain: (message) => complaints.push(message),
  });
  cluster.follow([work as unknown as Kustomization]);
  return { clock, stopping, work, complaints, source, cluster };
}

describe('Cluster', () => {
  it('looks at its interval and lets follow what is due', async () => {
    const { clock, work, source, cluster } = setUp();
    cluster.wake();
    await clock.settle();
    work.finish();
    source.refresh = async () => 'b';
    await clock.advance(999);
    expect(work.commits).toEqual(['a']);
    await clock.advance(1);
    expect(work.commits).toEqual(['a', 'b']);
  });

  it('waits for a branch that is not there yet', async () => {
    const { clock, work, source, cluster } = setUp();
    source.refresh = async () => undefined;
    cluster.wake();
    await clock.settle();
    expect(work.commits).toEqual([]);
    source.refresh = async () => 'a';
    await clock.advance(1000);
    expect(work.commits).toEqual(['a']);
  });

  it('lets one at work finish, and then take the latest commit at once', async () => {
    const { clock, work, source, cluster } = setUp();
    cluster.wake();
    await clock.settle();
    source.refresh = async () => 'b';
    await clock.advance(1000);
    source.refresh = async () => 'c';
    expect(work.commits).toEqual(['a']);
    work.finish();
    work.due = false;
    await clock.settle();
    expect(work.commits).toEqual(['a', 'c']);
    await clock.advance(1000);
    expect(work.commits).toEqual(['a', 'c']);
  });

  it('looks once more when it is woken while it looks', async () => {
    const { clock, source, cluster } = setUp();
    let looks = 0;
    source.refresh = async () => {
      looks += 1;
      return undefined;
    };
    cluster.wake();
    cluster.wake();
    cluster.wake();
    await clock.settle();
    expect(looks).toBe(2);
    expect(clock.pending).toBe(1);
  });

  it('reconciles what is not due when it is told to', async () => {
    const { clock, work, cluster } = setUp();
    work.due = false;
    cluster.wake();
    await clock.settle();
    expect(work.commits).toEqual([]);
    cluster.reconcileAll();
    await clock.settle();
    expect(work.commits).toEqual(['a']);
  });

  it('goes on when the repository is away, and complains once until that is over', async () => {
    const { clock, work, complaints, source, cluster } = setUp();
    const away = async () => Promise.reject(new Error('connection refused\n'));
    source.refresh = away;
    cluster.wake();
    await clock.advance(5000);
    expect(complaints).toEqual(['connection refused']);
    source.refresh = async () => 'a';
    await clock.advance(1000);
    expect(work.commits).toEqual(['a']);
    source.refresh = away;
    await clock.advance(1000);
    expect(complaints).toEqual(['connection refused', 'connection refused']);
  });

  it('goes on when a Kustomization cannot read its overlay', async () => {
    const { clock, work, complaints, cluster } = setUp();
    cluster.wake();
    await clock.settle();
    work.finish(new Error('git broke'));
    await clock.advance(1000);
    expect(complaints).toEqual(['git broke']);
    expect(work.commits).toEqual(['a', 'a']);
  });

  it('stops when what is under way has ended, and can then not be woken', async () => {
    const { clock, stopping, work, cluster } = setUp();
    cluster.wake();
    await clock.settle();
    stopping.abort();
    expect(clock.pending).toBe(0);
    let isStopped = false;
    const stopped = cluster.stopped().then(() => {
      isStopped = true;
    });
    await clock.settle();
    expect(isStopped).toBe(false);
    work.finish();
    await stopped;
    cluster.wake();
    cluster.reconcileAll();
    await clock.settle();
    expect(work.commits).toEqual(['a']);
    expect(clock.pending).toBe(0);
  });
});
