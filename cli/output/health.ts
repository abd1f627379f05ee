import type { TargetView } from '../../console/api/views.ts';
import type { Colour, Paint } from './look.ts';

type Health = TargetView['health'];

export const HEALTH_COLOUR: Readonly<Record<Health, Colour>> = {
  healthy: 'green',
  failing: 'red',
  progressing: 'yellow',
  silent: 'yellow',
};

const WORST_FIRST: readonly Health[] = ['failing', 'silent', 'progressing'];

/** `healthy` when all are; else how many are in the worst state, as in `1/3 failing`. */
export function healthSummary(targets: readonly TargetView[], paint: Paint): string {
  for (const health of WORST_FIRST) {
    const count = targets.filter((target) => target.health === health).length;
    if (count === 0) continue;
    const share = targets.length === 1 ? '' : `${count}/${targets.length} `;
    return paint(HEALTH_COLOUR[health], share + health);
  }
  return targets.length === 0 ? '' : paint('green', 'healthy');
}
