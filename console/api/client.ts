import type {
  DeadLetterView,
  DiffView,
  Explanation,
  FindingView,
  FleetView,
  LedgerLine,
  LedgerVerification,
  PipelineView,
  PromotionView,
  RedriveView,
  ReleaseView,
  RenderedView,
  SettingsView,
  StopScopeView,
} from './views.ts';

/** Where the API is and who asks. `as` names the person to act for; only a local installation lets a caller choose. */
export interface Connection {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token?: string;
  readonly as?: string;
  /** The way a vote comes: `console` or `cli`. */
  readonly via?: string;
  readonly fetch?: typeof globalThis.fetch;
}

/** Stops concern several pipelines: their entries have this in the place of one (docs/events). */
const FLEET_LEDGER = '_fleet';

/** Of an entry that concerns the fleet, and no pipeline of its own. */
export const isOfFleet = (pipeline: string): boolean => pipeline === FLEET_LEDGER;

/** What people read in the place of the pipeline of an entry. */
export const subjectOf = (pipeline: string): string => (isOfFleet(pipeline) ? 'Towpath' : pipeline);

/** The API answered with an error; `message` is its own sentence for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Nothing answered at the address. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Entries that have all of it; of all pipelines unless one is named. */
export interface LedgerQuery {
  readonly pipeline?: string;
  readonly stage?: string;
  readonly by?: string;
  readonly type?: string;
  readonly limit?: number;
}

export interface Client {
  fleet(): Promise<FleetView>;
  pipeline(pipeline: string): Promise<PipelineView>;
  release(id: string): Promise<ReleaseView>;
  promotion(id: string): Promise<PromotionView>;
  /** What a promotion would still change, at the tip of the branch. */
  diff(promotion: string): Promise<DiffView>;
  /** The same, as kustomize renders it: takes seconds. */
  rendered(promotion: string): Promise<RenderedView>;
  explain(pipeline: string, stage: string): Promise<Explanation>;
  /** Newest first. */
  ledger(options?: LedgerQuery): Promise<LedgerLine[]>;
  settings(): Promise<SettingsView>;
  /** Rebuilds the state of every pipeline from its ledger and compares it with what is stored. */
  verifyLedger(): Promise<LedgerVerification[]>;
  vote(
    pipeline: string,
    stage: string,
    ballot: {
      verdict: 'approve' | 'reject';
      reason: string;
      promotion?: string;
      /** The diff that the voter saw: an approval of any other is refused. */
      seen?: { digest: string; commit?: string };
    },
  ): Promise<{ promotion: string }>;
  hold(pipeline: string, stage: string, reason: string): Promise<void>;
  liftHold(pipeline: string, stage: string, reason: string): Promise<void>;
  /** A retry, or a stage that the release did not get to; it passes the gates like any other. */
  promote(
    release: string,
    stage: string,
    /** Past stages that the release has not passed; only for people whom settings allow. */
    override?: { gate: 'after'; reason: string },
  ): Promise<{ promotion: string }>;
  /** Opens a gate for the promotion that has the stage; only for people whom settings allow. */
  override(
    pipeline: string,
    stage: string,
    order: { gate: string; reason: string; promotion?: string },
  ): Promise<{ promotion: string }>;
  /** Puts an earlier healthy release back, at once and past every gate; `to` is a release's id. */
  rollBack(
    pipeline: string,
    stage: string,
    order: { to?: string; reason: string },
  ): Promise<{ promotion: string }>;
  /** Lets stages take a release again that was marked as bad. */
  liftMark(release: string, reason: string): Promise<void>;
  /** Once it has resolved, nothing of the scope is committed until it is resumed. */
  stop(scope: StopScopeView, reason: string): Promise<void>;
  resume(scope: StopScopeView, reason: string): Promise<void>;
  /**
   * Who the API takes the caller for, nobody without `person`; and the path of a stream of events, where there is one.
   */
  me(): Promise<{ person?: string; eventStream?: string }>;
  deadLetters(): Promise<DeadLetterView[]>;
  redrive(discard: boolean): Promise<RedriveView[]>;
  /** What is right and wrong with the installation, as far as its own permissions let it see. */
  checkUp(): Promise<FindingView[]>;
  /** Problems as a compiler prints them; empty when the file is good. */
  validate(file: { path: string; text: string }): Promise<{ problems: string[] }>;
}

export function createClient(connection: Connection): Client {
  const call = <Answer>(method: string, path: string, body?: unknown): Promise<Answer> =>
    request<Answer>(connection, method, path, body);
  const stagePath = (pipeline: string, stage: string): string =>
    `${pipelinePath(pipeline)}/stages/${encodeURIComponent(stage)}`;
  return {
    fleet: () => call('GET', '/api/fleet'),
    pipeline: (pipeline) => call('GET', pipelinePath(pipeline)),
    release: (id) => call('GET', `/api/releases/${encodeURIComponent(id)}`),
    promotion: (id) => call('GET', `/api/promotions/${encodeURIComponent(id)}`),
    diff: (promotion) => call('GET', `/api/promotions/${encodeURIComponent(promotion)}/diff`),
    rendered: (promotion) => call('GET', `/api/promotions/${encodeURIComponent(promotion)}/rendered`),
    explain: (pipeline, stage) => call('GET', `${stagePath(pipeline, stage)}/explanation`),
    ledger: (options = {}) => call('GET', `/api/ledger${query({ ...options })}`),
    settings: () => call('GET', '/api/settings'),
    verifyLedger: () => call('GET', '/api/ledger/verification'),
    vote: (pipeline, stage, ballot) => call('POST', `${stagePath(pipeline, stage)}/votes`, ballot),
    hold: (pipeline, stage, reason) => call('POST', `${stagePath(pipeline, stage)}/hold`, { reason }),
    liftHold: (pipeline, stage, reason) =>
      call('POST', `${stagePath(pipeline, stage)}/hold/lift`, { reason }),
    promote: (release, stage, override) =>
      call('POST', `/api/releases/${encodeURIComponent(release)}/promotions`, { stage, override }),
    override: (pipeline, stage, order) => call('POST', `${stagePath(pipeline, stage)}/overrides`, order),
    rollBack: (pipeline, stage, order) => call('POST', `${stagePath(pipeline, stage)}/rollback`, order),
    liftMark: (release, reason) =>
      call('POST', `/api/releases/${encodeURIComponent(release)}/mark/lift`, { reason }),
    stop: (scope, reason) => call('POST', '/api/stops', { scope, reason }),
    resume: (scope, reason) => call('POST', '/api/stops/lift', { scope, reason }),
    me: () => call('GET', '/api/me'),
    deadLetters: () => call('GET', '/api/dead-letters'),
    redrive: (discard) => call('POST', '/api/dead-letters/redrive', { discard }),
    checkUp: () => call('GET', '/api/check-up'),
    validate: (file) => call('POST', '/api/validation', file),
  };
}

const pipelinePath = (pipeline: string): string => `/api/pipelines/${encodeURIComponent(pipeline)}`;

function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`;
}

async function request<Answer>(
  { url, token, as, via, fetch = globalThis.fetch }: Connection,
  method: string,
  path: string,
  body: unknown,
): Promise<Answer> {
  const headers = {
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(as !== undefined && { 'x-towpath-as': as }),
    ...(via !== undefined && { 'x-towpath-via': via }),
  };
  let response: Response;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new UnreachableError(`Nothing answers at ${url}. Is Towpath running? Start it with: npm start`, {
      cause,
    });
  }
  const text = await response.text();
  if (!response.ok)
    throw new ApiError(
      response.status,
      errorMessage(text) ?? noWords(`${url}${path}`, method, response.status),
    );
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

/** An answer without a sentence of the API: not Towpath's, or not at the path where the API is. */
const noWords = (address: string, method: string, status: number): string => {
  const answered = `${method} ${address} was answered with HTTP ${status}`;
  return status === 404
    ? `${answered}: Towpath is not at this address. Check --url and TOWPATH_URL; they end without a path.`
    : `${answered}.`;
};

/** What API Gateway and the local cloud say of a path that nobody has; the API itself says which path it is. */
const NOBODYS = 'Not Found';

/** The API says `{"message"}`; so does API Gateway in front of it. */
function errorMessage(text: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const message =
      typeof parsed === 'object' && parsed !== null && 'message' in parsed ? String(parsed.message) : NOBODYS;
    return message === NOBODYS ? undefined : message;
  } catch {
    return undefined;
  }
}
