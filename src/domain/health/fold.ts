import type { HealthObservation, HealthState } from './observation.ts';

/** What is known of one object on one cluster. Plain data, so that it can be stored as it is. */
export interface AgentReport extends Statement {
  /** The latest conclusion (healthy or failing); "progressing" only as long as there was none. */
  readonly state: HealthState;
  /** When the statement above came, by our clock. A copy of it that comes later does not count. */
  readonly receivedAt: number;
  /**
   * What it concluded of other revisions at the very same time. Flux counts seconds, so nobody can tell which came last;
   * what a revision carries decides which one counts (app/wave-health.ts).
   */
  readonly others?: readonly Received[];
  /** What the agent said it was doing after that. It takes nothing back: not every Flux says how it ended. */
  readonly progress?: Statement;
  /** When it last said healthy, by the cluster's clock. */
  readonly healthyAt?: number;
  /** The failures after that, by time. It is these, and not one time, so that a late report finds its place. */
  readonly failures: readonly Failure[];
  /** Of a Canary: when its last rollout began, by our clock (fold-canary.ts). */
  readonly begunAt?: number;
}

export type Statement = Omit<HealthObservation, 'object'>;
type Received = Statement & Pick<AgentReport, 'receivedAt'>;
export type Failure = Pick<HealthObservation, 'at' | 'revision'>;

/** More revisions than this and one in a second are a defect somewhere. */
const MOST_OTHERS = 4;

/** More failures than this cannot overtake each other on the way; of those before, the first says enough. */
const MOST_FAILURES = 32;

/**
 * Adds an observation of one object on one cluster to what is known of it. Observations may come in any order
 * and more than once: the result is the same but for `receivedAt`.
 *
 * @returns undefined when the observation changes nothing.
 */
export function foldReport(
  previous: AgentReport | undefined,
  observation: HealthObservation,
  receivedAt: number,
): AgentReport | undefined {
  const said = statement(observation);
  if (previous === undefined) return assemble({ ...said, receivedAt, failures: [] }, said);
  const next = assemble(
    { ...carried(previous), ...latestOf(previous, { ...said, receivedAt }) },
    said,
    previous,
  );
  return isSame(previous, next) ? undefined : next;
}

/** What counts of a report: the latest statement, or one of another revision that was made at the same time. */
export const readings = (report: AgentReport): AgentReport[] => [
  report,
  ...(report.others ?? []).map((other) => {
    const { revision: _, ...rest } = report;
    return { ...rest, ...other };
  }),
];

type Latest = Received & Pick<AgentReport, 'others'>;

/** Of several at the same time the first by `compareStatements`, and the others, one for each revision. */
function latestOf(previous: AgentReport, said: Received): Latest {
  const known = readings(previous).map(received);
  const order = compareTimes(said, previous);
  if (order > 0) return said;
  const own = known.find(({ revision }) => revision === said.revision);
  if (order < 0 || (own !== undefined && compareStatements(said, own) <= 0)) return inOrder(known);
  return inOrder([...known.filter((other) => other !== own), said]);
}

function inOrder(known: readonly Received[]): Latest {
  const [latest, ...others] = known.toSorted((a, b) => compareStatements(b, a)) as [Received, ...Received[]];
  const kept = latest.state === 'progressing' ? [] : others.slice(0, MOST_OTHERS);
  return { ...latest, ...(kept.length > 0 && { others: kept }) };
}

const received = (from: Received): Received => ({ ...statement(from), receivedAt: from.receivedAt });

/** Since when the object fails at the revision it now fails at, by the cluster's clock; undefined if it does not. */
export function failingSince(report: AgentReport): number | undefined {
  if (report.state !== 'failing') return undefined;
  return report.failures.find((failure) => failure.revision === report.revision)?.at;
}

function statement(from: Statement): Statement {
  const { state, revision, reason, message, at } = from;
  return { state, ...(revision === undefined ? {} : { revision }), reason, message, at };
}

function carried(report: AgentReport): Pick<AgentReport, 'healthyAt' | 'failures'> {
  const { healthyAt, failures } = report;
  return healthyAt === undefined ? { failures } : { healthyAt, failures };
}

/** Completes a report whose statement is the latest with what the observation adds to the rest. */
function assemble(latest: AgentReport, said: Statement, previous?: AgentReport): AgentReport {
  const healthyAt =
    said.state === 'healthy' ? Math.max(said.at, latest.healthyAt ?? said.at) : latest.healthyAt;
  const failures = addFailure(latest, said).filter((failure) => failure.at >= (healthyAt ?? failure.at));
  const progress = latestProgress(latest, [said, previous, previous?.progress]);
  return {
    ...statement(latest),
    receivedAt: latest.receivedAt,
    ...(latest.others === undefined ? {} : { others: latest.others }),
    ...(progress === undefined ? {} : { progress }),
    ...(healthyAt === undefined ? {} : { healthyAt }),
    failures: prune(failures, latest.revision),
  };
}

function addFailure(report: AgentReport, said: Statement): readonly Failure[] {
  if (said.state !== 'failing') return report.failures;
  const failure = said.revision === undefined ? { at: said.at } : { at: said.at, revision: said.revision };
  const others = report.failures.filter((known) => compareFailures(known, failure) !== 0);
  return [...others, failure].sort(compareFailures);
}

function prune(failures: readonly Failure[], revision: string | undefined): readonly Failure[] {
  const first = failures.find((failure) => failure.revision === revision);
  const oldestKept = failures.length - MOST_FAILURES;
  return failures.filter((failure, index) => index >= oldestKept || failure === first);
}

function latestProgress(
  latest: Statement,
  candidates: readonly (Statement | undefined)[],
): Statement | undefined {
  if (latest.state === 'progressing') return undefined;
  const progress = candidates.filter(isProgress).sort(compareStatements).at(-1);
  return progress !== undefined && progress.at > latest.at ? statement(progress) : undefined;
}

function isProgress(candidate: Statement | undefined): candidate is Statement {
  return candidate?.state === 'progressing';
}

function isSame(left: AgentReport, right: AgentReport): boolean {
  const [ours, theirs] = [readings(left), readings(right)];
  return (
    ours.length === theirs.length &&
    ours.every((said, index) => isSameStatement(said, theirs[index])) &&
    left.healthyAt === right.healthyAt &&
    isSameStatement(left.progress, right.progress) &&
    left.failures.length === right.failures.length &&
    left.failures.every((failure, index) => compareFailures(failure, right.failures[index] ?? failure) === 0)
  );
}

function isSameStatement(left: Statement | undefined, right: Statement | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return compareStatements(left, right) === 0;
}

/**
 * A total order. Flux's times have a resolution of a second: of a failure and a success in the same one the
 * failure counts, until the next report; what is still the same is ordered by its text.
 */
function compareStatements(left: Statement, right: Statement): number {
  return (
    compareTimes(left, right) ||
    Number(left.state === 'failing') - Number(right.state === 'failing') ||
    compareText(left.reason, right.reason) ||
    compareText(left.message, right.message) ||
    compareText(left.revision ?? '', right.revision ?? '')
  );
}

/** Whatever an agent is doing comes before every conclusion. */
function compareTimes(left: Statement, right: Statement): number {
  const isConclusion = ({ state }: Statement): number => Number(state !== 'progressing');
  return isConclusion(left) - isConclusion(right) || left.at - right.at;
}

function compareFailures(left: Failure, right: Failure): number {
  return left.at - right.at || compareText(left.revision ?? '', right.revision ?? '');
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
