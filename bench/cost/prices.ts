/** What AWS charges. One file, so that somebody who reads the pages again has one file to change. */
export const PRICES = {
  region: 'eu-west-1',
  currency: 'USD',
  /** When the list was made. */
  date: '2026-11-21',
  stateTransition: { dollars: 0.025 / 1_000, page: 'https://aws.amazon.com/step-functions/pricing/' },
  lambdaRequest: { dollars: 0.2 / 1_000_000, page: 'https://aws.amazon.com/lambda/pricing/' },
  /** On arm64. */
  lambdaGigabyteSecond: { dollars: 0.000_013_333_4, page: 'https://aws.amazon.com/lambda/pricing/' },
  writeUnit: { dollars: 0.7065 / 1_000_000, page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/' },
  readUnit: { dollars: 0.1415 / 1_000_000, page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/' },
  tableGigabyteMonth: { dollars: 0.283, page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/' },
  backupGigabyteMonth: { dollars: 0.226, page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/' },
  eventPublished: { dollars: 1 / 1_000_000, page: 'https://aws.amazon.com/eventbridge/pricing/' },
  queueRequest: { dollars: 0.5 / 1_000_000, page: 'https://aws.amazon.com/sqs/pricing/' },
  httpRequest: { dollars: 1.11 / 1_000_000, page: 'https://aws.amazon.com/api-gateway/pricing/' },
  secretMonth: { dollars: 0.4, page: 'https://aws.amazon.com/secrets-manager/pricing/' },
  secretRequest: { dollars: 0.05 / 10_000, page: 'https://aws.amazon.com/secrets-manager/pricing/' },
  alarmMonth: { dollars: 0.1, page: 'https://aws.amazon.com/cloudwatch/pricing/' },
  /** Of the code's own; counted by the hour, and only those that something is written to. */
  metricMonth: { dollars: 0.3, page: 'https://aws.amazon.com/cloudwatch/pricing/' },
  dashboardMonth: { dollars: 3, page: 'https://aws.amazon.com/cloudwatch/pricing/' },
  logGigabyte: { dollars: 0.57, page: 'https://aws.amazon.com/cloudwatch/pricing/' },
  traceRecorded: { dollars: 5 / 1_000_000, page: 'https://aws.amazon.com/xray/pricing/' },
  /** Of CreateCommit; reads transfer nothing that counts. */
  gitRequest: { dollars: 0.001, page: 'https://aws.amazon.com/codecommit/pricing/' },
  /** Each role that reads or writes the repository in a month is one. */
  activeUserMonth: { dollars: 1, page: 'https://aws.amazon.com/codecommit/pricing/' },
} as const;

/** What an account gets each month, for good, before it pays. Shared with whatever else runs there. */
export const ALLOWANCES = {
  stateTransitions: 4_000,
  lambdaRequests: 1_000_000,
  lambdaGigabyteSeconds: 400_000,
  queueRequests: 1_000_000,
  alarms: 10,
  metrics: 10,
  dashboards: 3,
  logGigabytes: 5,
  traces: 100_000,
  tableGigabytes: 25,
  gitRequests: 10_000,
  activeUsers: 5,
} as const;

export type Price = Exclude<keyof typeof PRICES, 'region' | 'currency' | 'date'>;
