import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { Harness } from '../../../unit/local/services/stepfunctions/harness.ts';

export const START = Date.parse('2026-01-01T00:00:00.000Z');

/** Another process on the same directory: it goes on at `at`, in milliseconds. */
export function restart(directory: string, at: number, handlers: Harness['handlers'] = {}): Harness {
  const harness = new Harness(handlers, { directory, clock: new VirtualClock(at) });
  harness.service.resume();
  return harness;
}
