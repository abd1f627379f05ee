import type { Using } from '../ports.ts';

export type SyncNeeds = Using<
  'ledger' | 'configuration' | 'repository' | 'pullRequests' | 'workflow' | 'waits' | 'clock'
>;

/** What an event told of: only a hint, but for who closed it, which nothing else tells. */
export interface Hint {
  readonly promotion: string;
  /** The pull request that the event is about. */
  readonly pullRequest?: string | undefined;
  /** Who closed that pull request without merging it. */
  readonly closedBy?: string | undefined;
}
