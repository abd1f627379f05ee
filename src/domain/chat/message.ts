/** What people are shown, before any service's markup. All texts are plain: whoever renders them escapes them. */
export interface ChatMessage {
  /** One line, for notifications and wherever nothing else is shown. */
  readonly summary: string;
  /** Absent where the summary says everything. */
  readonly heading?: string;
  readonly facts?: readonly { readonly name: string; readonly text: string }[];
  readonly lists?: readonly { readonly title: string; readonly lines: readonly string[] }[];
  /** The page with the rest. */
  readonly link?: string;
  /** What its buttons vote on; absent where it takes no votes. */
  readonly ballot?: CardBallot;
}

/** What somebody who presses a button has seen. */
export interface CardBallot {
  readonly promotion: string;
  /** The diff that the card shows, and the commit that it was made at. */
  readonly seen?: { readonly digest: string; readonly commit: string };
}
