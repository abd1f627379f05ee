/** Names that the runtime, infra and the local cloud share. Imports nothing. */

/** Environment variables of every function. */
export const ENV = {
  table: 'TOWPATH_TABLE',
  changeQueueUrl: 'TOWPATH_CHANGE_QUEUE_URL',
  deadLetterQueueUrl: 'TOWPATH_DEAD_LETTER_QUEUE_URL',
  changeDeadLetterQueueUrl: 'TOWPATH_CHANGE_DEAD_LETTER_QUEUE_URL',
  stateMachineArn: 'TOWPATH_STATE_MACHINE_ARN',
  stateMachineAlias: 'TOWPATH_STATE_MACHINE_ALIAS',
  agentKeysSecret: 'TOWPATH_AGENT_KEYS_SECRET',
  repository: 'TOWPATH_REPOSITORY',
  branch: 'TOWPATH_BRANCH',
  consoleToken: 'TOWPATH_CONSOLE_TOKEN',
  /** Path of a stream of Towpath's own events; only where the page is served by a process that can hold one. */
  eventStream: 'TOWPATH_EVENT_STREAM',
  /** JSON of where people sign in; only the console has it. */
  signIn: 'TOWPATH_SIGN_IN',
  eventBus: 'TOWPATH_EVENT_BUS',
  /** The three of an installation with Slack. */
  chatQueueUrl: 'TOWPATH_CHAT_QUEUE_URL',
  chatDeadLetterQueueUrl: 'TOWPATH_CHAT_DEAD_LETTER_QUEUE_URL',
  slackSecret: 'TOWPATH_SLACK_SECRET',
  /** Only where something stands in for Slack. */
  slackUrl: 'TOWPATH_SLACK_URL',
  /** Only where something stands in for the agents of clusters. */
  agentsUrl: 'TOWPATH_AGENTS_URL',
  /** Address of the page, for links. */
  consoleUrl: 'TOWPATH_CONSOLE_URL',
  /** Address of a pull request, with `{id}` for its number, where something stands in for the AWS console. */
  pullRequestUrl: 'TOWPATH_PULL_REQUEST_URL',
} as const;

/** The source of Towpath's own events, on its own bus (docs/events/). */
export const EVENT_SOURCE = 'towpath';

/** Attribute names of the table; access patterns are in docs/data-model.md. */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  byTime: { index: 'byTime', partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
} as const;

/** Where pipeline files and settings live in the configuration repository. */
export const CONFIGURATION_FOLDER = '.towpath';
export const SETTINGS_FILE = '.towpath/settings.yaml';

/** The trailer that ties a commit to the promotions it carries; one line each. */
export const PROMOTION_TRAILER = 'Towpath-Promotion';

/** Branches that Towpath proposes from begin so; nobody else writes to them. */
export const PROPOSAL_BRANCHES = 'towpath/';

/** The author of every commit that Towpath makes. */
export const COMMIT_AUTHOR = { name: 'Towpath', email: 'towpath@users.noreply.towpath.dev' } as const;

export const METRICS = {
  namespace: 'Towpath',
  pushUnwanted: 'PushUnwanted',
  releaseCreated: 'ReleaseCreated',
  /** How promotions ended. */
  promotionSucceeded: 'PromotionSucceeded',
  promotionFailed: 'PromotionFailed',
  promotionRejected: 'PromotionRejected',
  promotionSuperseded: 'PromotionSuperseded',
  /**
   * Milliseconds from the request of a promotion, which for a first stage is the push, to its first commit; of those that
   * had their stage at once and no gate to wait at.
   */
  requestToCommit: 'RequestToCommit',
  /** Milliseconds that a promotion waited at its gates when one of them asked people. */
  waitedForPeople: 'WaitedForPeople',
  commitConflict: 'CommitConflict',
  changesPerCommit: 'ChangesPerCommit',
  healthReport: 'HealthReport',
  healthReportRefused: 'HealthReportRefused',
  /** Agents that were told of a commit, and that could not be. */
  agentWoken: 'AgentWoken',
  agentNotWoken: 'AgentNotWoken',
  /** Forged, or too old: not from Slack, as far as anybody can tell. */
  slackRequestRefused: 'SlackRequestRefused',
  eventMalformed: 'EventMalformed',
  eventPublished: 'EventPublished',
  eventNotPublished: 'EventNotPublished',
  configurationRefused: 'ConfigurationRefused',
  /** What the sweep found and repaired, all of it and by kind. Anything above zero means that events were lost. */
  repaired: 'Repaired',
  repairedImage: 'RepairedImage',
  repairedConfiguration: 'RepairedConfiguration',
  repairedExecution: 'RepairedExecution',
  repairedWait: 'RepairedWait',
  repairedChange: 'RepairedChange',
  /** Looked at by a sweep in vain: a registry that does not answer, a file that is broken. Zero after a good one. */
  sweepFailed: 'SweepFailed',
  /** What the dead-letter queues hold, all of them together; looked at four times an hour. */
  deadLetters: 'DeadLetters',
  /** Promotions that are in a state for longer than they should, at each sweep. */
  overdue: 'Overdue',
  /** Clusters that have not been heard for longer than their interval, at each sweep. */
  clusterSilent: 'ClusterSilent',
} as const;
