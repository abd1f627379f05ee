import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';

const PREFIX = 'towpath:';

const RETENTIONS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

const flag = z.union([z.boolean(), z.stringbool()], 'must be true or false');
const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https address' });

/** A list as cdk.json has it, or as text with commas, as the command line gives it. */
const listOf = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .union(
      [z.array(z.string()), z.string().transform((text) => text.split(',').map((part) => part.trim()))],
      'must be a list',
    )
    .pipe(z.array(item));

const SOURCE = /^(\d{12})\/([a-z]{2}(?:-[a-z]+)+-\d)$/;

/** Account and region of registries whose events come from elsewhere. */
const Source = z
  .string()
  .regex(SOURCE, 'must be <account>/<region>, such as 444455556666/us-east-1')
  .transform((text) => {
    const [, account = '', region = ''] = SOURCE.exec(text) ?? [];
    return { account, region };
  });

/** Values come from cdk.json as they are, and from `cdk -c key=value` as text. */
const Config = z.strictObject({
  /** Begins the name of every resource, so that one account can hold several installations. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must begin with a letter and have at most 31 of a-z, 0-9 and "-"')
    .refine((name) => name !== 'default', "must be another: the event bus of that name is AWS's own")
    .default('towpath'),
  /** The CodeCommit repository with overlays and pipeline files. It exists already: the stack does not make it. */
  repository: z.string().regex(/^[\w.-]{1,100}$/, 'must be the name of a CodeCommit repository'),
  branch: z.string().regex(/^[^\s~^:?*[\\]{1,256}$/, 'must be the name of a branch, without refs/heads/'),
  /** Where the stack goes; without them, where the credentials point. */
  account: z
    .string()
    .regex(/^\d{12}$/, 'must have twelve digits')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be a region, such as eu-west-1')
    .optional(),
  /** Names of the ECR repositories whose pushes count. Empty: of all, and pipeline files decide. */
  images: listOf(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9._/-]{1,255}$/, 'must be the name of an ECR repository, without its registry'),
  ).default([]),
  /** Other accounts and regions whose ECR events the spoke stacks forward. */
  sources: listOf(Source).default([]),
  /** How people come to the page: `none` leaves it behind IAM, which no browser can sign for. */
  signIn: z.enum(['none', 'cognito', 'oidc'], 'must be none, cognito or oidc').default('none'),
  oidcIssuer: httpsUrl.optional(),
  /** The client that the provider knows the page by; its ID tokens name it as their audience. */
  oidcAudience: z.string().min(1, 'must be the id of the client').optional(),
  oidcAuthorizeUrl: httpsUrl.optional(),
  oidcTokenUrl: httpsUrl.optional(),
  /** Off: neither the functions, queues and routes that speak with Slack, nor the secret. */
  slack: flag.default(true),
  /** A layer with `bin/kustomize` for arm64: what promotions are rendered with. Without it they are not. */
  kustomizeLayer: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:layer:[\w-]+:\d+$/,
      'must be the ARN of a version of a layer, such as arn:aws:lambda:eu-west-1:111122223333:layer:kustomize:1',
    )
    .optional(),
  /** On: the queue that Argo CD may send its reports to, by IAM instead of with a token, and the function that reads it. */
  reportQueue: flag.default(false),
  /** Who is told of alarms; without it they are only seen. */
  alarmEmail: z.email('must be an address such as oncall@example.com').optional(),
  /** As many as are expected in a day. The alarm `costs` goes off at what they write; docs/cost.md says what that costs. */
  promotionsPerDay: z.coerce
    .number()
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .default(1000),
  logRetentionDays: z.coerce
    .number()
    .refine((days) => RETENTIONS.includes(days), `must be one of ${RETENTIONS.join(', ')}`)
    .default(RetentionDays.ONE_MONTH),
  /** How long EventBridge keeps Towpath's own events for a replay; 0 keeps none. */
  archiveDays: z.coerce.number().int('must be whole days').min(0, 'must not be negative').default(30),
  /** Off only where the account's concurrency quota leaves nothing to reserve; see docs/deploy.md. */
  reserveConcurrency: flag.default(true),
});

/** As people write it; `parseConfig` makes it whole. */
export type ConfigInput = z.input<typeof Config>;
export type TowpathConfig = Readonly<z.output<typeof Config>>;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads what stands under `towpath:` in the CDK context; all else there is left alone.
 *
 * @throws ConfigError It names every wrong value at once.
 */
export function readConfig(context: Readonly<Record<string, unknown>>): TowpathConfig {
  const own = Object.entries(context).filter(([key]) => key.startsWith(PREFIX));
  const values = Object.fromEntries(own.map(([key, value]) => [key.slice(PREFIX.length), value]));
  const wayOut = `Set it under "context" in cdk.json or with -c ${PREFIX}<key>=<value>.`;
  return parse(values, PREFIX, wayOut);
}

/** The same for the properties of the construct. @throws ConfigError */
export const parseConfig = (input: ConfigInput): TowpathConfig =>
  parse(input, '', 'Correct the properties of Towpath.');

function parse(values: Readonly<Record<string, unknown>>, prefix: string, wayOut: string): TowpathConfig {
  const result = Config.safeParse(values);
  const problems = result.success
    ? missingForOidc(result.data).map(
        (key) => `${prefix}${key} is missing; with ${prefix}signIn "oidc" it must be set.`,
      )
    : result.error.issues.map((issue) => sentence(issue, values, prefix));
  if (result.success && problems.length === 0) return result.data;
  throw new ConfigError(
    ['The configuration is wrong:', ...problems.map((problem) => `  ${problem}`), wayOut].join('\n'),
  );
}

const OIDC_KEYS = ['oidcIssuer', 'oidcAudience', 'oidcAuthorizeUrl', 'oidcTokenUrl'] as const;

const missingForOidc = (config: TowpathConfig): string[] =>
  config.signIn === 'oidc' ? OIDC_KEYS.filter((key) => config[key] === undefined) : [];

function sentence(
  issue: z.core.$ZodIssue,
  values: Readonly<Record<string, unknown>>,
  prefix: string,
): string {
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => prefix + key).join(', ');
    return `${keys}: not known. Known: ${Object.keys(Config.shape).join(', ')}.`;
  }
  const key = String(issue.path[0]);
  const found = values[key] === undefined ? 'is missing' : `is ${JSON.stringify(values[key])}`;
  return `${prefix}${key} ${found}; ${issue.message}.`;
}
