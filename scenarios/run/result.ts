/** What became of one scenario. */
export interface ScenarioResult {
  /** As the caller named it. */
  readonly file: string;
  /** Its sentence; the file if it could not be read. */
  readonly scenario: string;
  readonly holds: boolean;
  readonly failure?: Failure;
  /** What is wrong with the file, as a compiler prints it. */
  readonly problems?: readonly string[];
  /** From its beginning to its end, in virtual milliseconds. */
  readonly lastedMs: number;
  /** On this machine. */
  readonly milliseconds: number;
}

export interface Failure {
  /** From 1; 0 for what is not the fault of a step. */
  readonly step: number;
  readonly steps: number;
  readonly kind: string;
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;
  /** When it failed, in virtual time. */
  readonly at: string;
  readonly findings: readonly { readonly expected: string; readonly actual: string }[];
  /** The explanation of the stage, by the functions that decide. */
  readonly explanation: readonly string[];
  /** The newest entries of the ledger, oldest first. */
  readonly ledger: readonly string[];
  /** What went wrong inside the installation, if anything did. */
  readonly notes: readonly string[];
}
