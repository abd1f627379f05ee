/**
 * What a check tells the state machine. `timeoutSeconds` and `until` say when looking again is worth while although
 * nothing happened; `Error` and `Cause` have the shape that a caught error has, so that both end in one place.
 */
export interface Verdict<Name extends string> {
  readonly verdict: Name;
  readonly timeoutSeconds: number;
  /** ISO time, or empty when nothing is waited for. */
  readonly until: string;
  readonly Error: string;
  readonly Cause: string;
}

/** Nothing that time alone changes: looked at again after a week, well within the execution's year. */
const LONGEST_WAIT_MS = 7 * 24 * 60 * 60 * 1000;

export const decided = <Name extends string>(verdict: Name): Verdict<Name> => ({
  verdict,
  timeoutSeconds: 1,
  until: '',
  Error: '',
  Cause: '',
});

export const failed = (error: string, cause: string): Verdict<'failed'> => ({
  ...decided('failed'),
  Error: error,
  Cause: cause,
});

/** Waits until something happens or `until` comes; Step Functions counts whole seconds, at least one. */
export function waiting<Name extends string>(verdict: Name, now: number, until?: number): Verdict<Name> {
  const at = Math.min(until ?? Number.POSITIVE_INFINITY, now + LONGEST_WAIT_MS);
  const timeoutSeconds = Math.max(1, Math.ceil((at - now) / 1000));
  return { ...decided(verdict), timeoutSeconds, until: new Date(at).toISOString() };
}
