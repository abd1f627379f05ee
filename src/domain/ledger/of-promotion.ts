/** What every fact about a promotion names, so that a ledger line can be read alone. */
export interface OfPromotion {
  readonly promotion: string;
  readonly release: string;
  readonly stage: string;
  /** The pull request that it was last proposed in, if it was. */
  readonly pullRequest?: string;
}
