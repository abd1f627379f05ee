/**
 * What one gate says of one promotion at one time, with a sentence for people. `closed` opens by itself at `until`, or
 * when somebody does something; `refused` never opens: the promotion ends.
 */
export interface GateAnswer {
  readonly gate: string;
  readonly state: 'open' | 'closed' | 'refused';
  readonly sentence: string;
  /** Present when the gate asks, or writes, by pull request. */
  readonly via?: 'pull-request';
  /** ISO time at which the answer may change by time alone; absent when only an event can change it. */
  readonly until?: string;
}

const OPENED_BY_PEOPLE: readonly string[] = ['approval', 'pull-request'];

/** Closed until people do something: vote, or merge. */
export const waitsForPeople = ({ gate, state }: GateAnswer): boolean =>
  state === 'closed' && OPENED_BY_PEOPLE.includes(gate);
