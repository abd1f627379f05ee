import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/virtual-clock.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');

describe('a virtual clock', () => {
  it('stands still until it is moved', async () => {
    const clock = new VirtualClock();
    await clock.settle();
    expect(clock.now()).toBe(START);
  });

  it('starts at the given date and refuses what is none', () => {
    expect(new VirtualClock('2026-11-20T10:00:00Z').now()).toBe(Date.parse('2026-11-20T10:00:00Z'));
    expect(new VirtualClock(5).now()).toBe(5);
    expect(() => new VirtualClock('soon')).toThrow('"soon" is not a date');
  });

  it('fires timers in the order of their due times, equals in the order of their calls', async () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    clock.after(20, () => fired.push('late'));
    clock.after(10, () => fired.push('first'));
    clock.after(10, () => fired.push('second'));
    await clock.advance(20);
    expect(fired).toEqual(['first', 'second', 'late']);
  });

  it('shows each timer its own time and ends at the target', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    clock.after(10, () => seen.push(clock.now() - START));
    clock.after(30, () => seen.push(clock.now() - START));
    await clock.advance(35);
    expect(seen).toEqual([10, 30]);
    expect(clock.now()).toBe(START + 35);
  });

  it('does not fire what lies beyond the target', async () => {
    const clock = new VirtualClock();
    let fired = false;
    clock.after(11, () => {
      fired = true;
    });
    await clock.advance(10);
    expect(fired).toBe(false);
    expect(clock.pending).toBe(1);
    expect(clock.nextDue).toBe(START + 11);
  });

  it('fires timers that other timers set on the way', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    const tick = () => {
      seen.push(clock.now() - START);
      clock.after(10, tick);
    };
    clock.after(10, tick);
    await clock.advance(30);
    expect(seen).toEqual([10, 20, 30]);
  });

  it('lets promises come to rest between two timers', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const work = async (name: string) => {
      for (let step = 0; step < 50; step += 1) await Promise.resolve();
      seen.push(name);
    };
    clock.after(1, () => void work('first'));
    clock.after(2, () => seen.push('second'));
    await clock.advance(2);
    expect(seen).toEqual(['first', 'second']);
  });

  it('settles before the first timer, so that work under way can set an earlier one', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.after(10, () => seen.push('later'));
    void Promise.resolve().then(() => clock.after(5, () => seen.push('sooner')));
    await clock.advanceToNext();
    expect(seen).toEqual(['sooner']);
  });

  it('does not fire a cancelled timer, and cancelling twice does no harm', async () => {
    const clock = new VirtualClock();
    let fired = 0;
    const cancel = clock.after(1, () => {
      fired += 1;
    });
    clock.after(1, () => {
      fired += 10;
    });
    cancel();
    cancel();
    await clock.advance(5);
    expect(fired).toBe(10);
  });

  it('treats a negative delay as none and refuses one that is no number', async () => {
    const clock = new VirtualClock();
    let at = 0;
    clock.after(-5, () => {
      at = clock.now();
    });
    await clock.advance(0);
    expect(at).toBe(START);
    expect(() => clock.after(Number.NaN, () => {})).toThrow('NaN');
  });

  it('jumps to the next timer, and says when there is none', async () => {
    const clock = new VirtualClock();
    clock.after(86_400_000, () => {});
    expect(await clock.advanceToNext()).toBe(true);
    expect(clock.now()).toBe(START + 86_400_000);
    expect(await clock.advanceToNext()).toBe(false);
  });

  it('waits for tracked work before time moves', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.after(1, () => {
      void clock.track(readFile(import.meta.filename)).then(() => seen.push('read'));
    });
    clock.after(2, () => seen.push('next'));
    await clock.advance(2);
    expect(seen).toEqual(['read', 'next']);
  });

  it('hands tracked failures to the caller and goes on', async () => {
    const clock = new VirtualClock();
    const work = clock.track(Promise.reject(new Error('disk full')));
    await expect(work).rejects.toThrow('disk full');
    await clock.advance(1);
    expect(clock.now()).toBe(START + 1);
  });

  it('lets an error of a timer reach the one who moves time, and can be moved again', async () => {
    const clock = new VirtualClock();
    clock.after(1, () => {
      throw new Error('boom');
    });
    await expect(clock.advance(5)).rejects.toThrow('boom');
    await clock.advance(5);
    expect(clock.now()).toBe(START + 6);
  });

  it('runs until a condition holds and stops right there', async () => {
    const clock = new VirtualClock();
    let count = 0;
    const tick = () => {
      count += 1;
      clock.after(1_000, tick);
    };
    clock.after(1_000, tick);
    await clock.runUntil(() => count === 3);
    expect(clock.now()).toBe(START + 3_000);
  });

  it('does not move when the condition holds already, also an asynchronous one', async () => {
    const clock = new VirtualClock();
    clock.after(1, () => {});
    await clock.runUntil(async () => true);
    expect(clock.now()).toBe(START);
  });

  it('says what is pending when a condition can no longer come true', async () => {
    const clock = new VirtualClock();
    await expect(clock.runUntil(() => false)).rejects.toThrow('no timer is left');
    clock.after(2_000, () => {});
    await expect(clock.runUntil(() => false, { within: 1_000 })).rejects.toThrow(
      'beyond the limit (now 2026-01-01T00:00:00.000Z, next timer 2026-01-01T00:00:02.000Z, 1 pending)',
    );
  });

  it('refuses to be moved by two callers at once', async () => {
    const clock = new VirtualClock();
    const first = clock.advance(1);
    await expect(clock.advance(1)).rejects.toThrow('moving already');
    await first;
  });
});
