import { type CanaryObservation, stateOfPhase } from '../canary.ts';
import type { Canary } from './objects.ts';

/**
 * A Canary as it is in the cluster: its phase, since when it has it. Flagger renews the time of its last transition
 * while nothing happens, that of the condition only with the phase (pkg/canary/status.go).
 *
 * @param takenAt when the snapshot was taken, by the cluster's clock
 * @param receivedAt when it came, by ours: how old the phase is, is the same by both
 */
export function observeCanary(
  { metadata: { namespace, name }, status }: Canary,
  { takenAt, receivedAt }: { takenAt: number; receivedAt: number },
): CanaryObservation[] {
  const { phase = '', conditions = [] } = status ?? {};
  const state = stateOfPhase(phase);
  const promoted = conditions.find(({ type, reason }) => type === 'Promoted' && reason === phase);
  if (state === undefined || promoted === undefined) return [];
  const ageMs = takenAt - Date.parse(promoted.lastUpdateTime);
  if (Number.isNaN(ageMs)) return [];
  const object = { kind: 'Canary', namespace, name };
  return [{ object, state, reason: phase, message: promoted.message, at: receivedAt - Math.max(0, ageMs) }];
}
