import { type ApplicationState, commitOf, type Revisions } from './application.ts';
import { type HealthObservation, shortenMessage } from './observation.ts';

export interface Place {
  /** The name of the configuration repository: of several sources it tells which is ours. */
  readonly repository: string;
  /** How long after an operation health may still be that of the rollout before it. */
  readonly settleMs: number;
}

type Judgement = Pick<HealthObservation, 'state' | 'reason' | 'message'> & { readonly at?: Revisions };

const RUNNING: ReadonlySet<string> = new Set(['Running', 'Terminating']);
const FAILED: ReadonlySet<string> = new Set(['Failed', 'Error']);

/**
 * What Argo CD says of the health of an Application.
 *
 * `sync.revision` is what was compared last and counts when that comparison found no difference: then either an operation
 * has synced it or none was needed. The operation's own revision is what a failure is about. An operation that failed says
 * nothing any more once a later revision is found to be what runs.
 */
export function classifyApplication(application: ApplicationState, place: Place): HealthObservation {
  const { namespace, name, at } = application;
  const judgement = judge(application, place);
  const revision = commitOf(application, judgement.at ?? application.sync, place.repository);
  return {
    object: { kind: 'Application', namespace, name },
    state: judgement.state,
    ...(revision !== undefined && { revision }),
    reason: judgement.reason,
    message: shortenMessage(judgement.message),
    at,
  };
}

function judge(application: ApplicationState, { settleMs }: Place): Judgement {
  const { sync, health, operation } = application;
  const said = health.message || `${sync.status}, ${health.status}`;
  if (operation !== undefined && RUNNING.has(operation.phase))
    return { state: 'progressing', reason: `Sync${operation.phase}`, message: operation.message || said };
  if (operation !== undefined && FAILED.has(operation.phase) && !isOvertaken(application))
    return {
      state: 'failing',
      reason: `Sync${operation.phase}`,
      message: operation.message || said,
      ...(namesAny(operation) && { at: operation }),
    };
  if (sync.status === 'Unknown') return { state: 'failing', ...comparisonError(application) };
  if (health.status === 'Degraded')
    return { state: 'failing', reason: 'Degraded', message: said, at: applied(application) };
  if (sync.status !== 'Synced')
    return { state: 'progressing', reason: sync.status || 'NotCompared', message: said };
  if (health.status !== 'Healthy')
    return { state: 'progressing', reason: health.status || 'NotJudged', message: said };
  return isSettled(application, settleMs)
    ? { state: 'healthy', reason: 'Healthy', message: said }
    : {
        state: 'progressing',
        reason: 'JustSynced',
        message: 'health may still be that of the rollout before',
      };
}

const namesAny = ({ revision, revisions }: Revisions): boolean => revision !== '' || revisions.length > 0;

/** A later revision was compared and is what runs: after a revert, say, for which no operation was needed. */
function isOvertaken({ sync, operation }: ApplicationState): boolean {
  if (sync.status !== 'Synced' || operation === undefined || !namesAny(operation)) return false;
  return textOf(operation) !== textOf(sync);
}

const textOf = ({ revision, revisions }: Revisions): string => [revision, ...revisions].join(' ');

/** What runs: what was compared if that is synced, else what was synced last. */
const applied = ({ sync, operation }: ApplicationState): Revisions =>
  sync.status === 'Synced' || operation === undefined ? sync : operation;

function comparisonError({ conditions, sync }: ApplicationState): Pick<Judgement, 'reason' | 'message'> {
  const error = conditions.find(({ type }) => type.endsWith('Error'));
  return {
    reason: error?.type ?? 'SyncUnknown',
    message: error?.message ?? `the manifests could not be compared (${sync.status})`,
  };
}

/** Health is computed by each reconciliation, so one from before the end of the operation is of what ran before. */
function isSettled({ operation, reconciledAt, at }: ApplicationState, settleMs: number): boolean {
  const finishedAt = Date.parse(operation?.finishedAt ?? '');
  if (Number.isNaN(finishedAt)) return true;
  return !(Date.parse(reconciledAt) < finishedAt) && at - finishedAt >= settleMs;
}
