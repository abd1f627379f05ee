import type { Stage, WaveRule } from './types.ts';

/** How a wave of the stage is judged. Definitions of before there were such rules have none. */
export const ruleOfWave = ({ waveRules, soakMs }: Stage, wave: number): WaveRule =>
  waveRules?.[wave] ?? { maxUnavailable: 0, soakMs };
