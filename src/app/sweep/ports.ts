import type { Registry } from '../../ports/registry.ts';
import type { SweepMemory } from '../../ports/sweep-memory.ts';
import type { Ports } from '../ports.ts';

/** What only the sweep reaches for, so that no other function is bundled with a client of the registry. */
export interface SweepPorts extends Ports {
  readonly registry: Registry;
  readonly memory: SweepMemory;
}
