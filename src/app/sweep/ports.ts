import type { Registry } from '../../ports/registry.ts';
import type { SweepMemory } from '../../ports/sweep-memory.ts';
import type { Using } from '../ports.ts';

type Shared = Using<
  | 'changes'
  | 'clock'
  | 'configuration'
  | 'deadLetterBox'
  | 'health'
  | 'labels'
  | 'ledger'
  | 'log'
  | 'pullRequests'
  | 'repository'
  | 'waits'
  | 'workflow'
>;

/** Registry and memory are the sweep's alone, so that no other function is bundled with a client of the registry. */
export interface SweepPorts extends Shared {
  readonly registry: Registry;
  readonly memory: SweepMemory;
  /** Address of the page, for what a pull request says. */
  readonly page: string;
}
