import type { PlanView, WavePlanView } from '../../api/views.ts';
import { duration } from './time.ts';
import { count } from './words.ts';

export function waveSentence({ clusters, soakMs, maxUnavailable }: WavePlanView): string {
  const which = `${count(clusters.length, 'cluster')}, one commit`;
  const soak = soakMs > 0 ? `, then healthy for ${duration(soakMs)}` : '';
  const spare = maxUnavailable > 0 ? `; up to ${maxUnavailable} may fail` : '';
  return `${which}${soak}${spare}`;
}

const AFTER_FAILURE: Readonly<Record<PlanView['onFailure'], string>> = {
  rollback: 'the stage is rolled back',
  hold: 'the stage is put on hold as it is',
  continue: 'the stage takes the next release',
};

export const planSentence = ({ timeoutMs, onFailure }: PlanView): string =>
  `Every target must report health within ${duration(timeoutMs)} of its commit; if a wave fails, ${AFTER_FAILURE[onFailure]}.`;
