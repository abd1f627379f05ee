import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';

const PREFIX = 'towpath:';

const RETENTIONS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

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
  logRetentionDays: z.coerce
    .number()
    .refine((days) => RETENTIONS.includes(days), `must be one of ${RETENTIONS.join(', ')}`)
    .default(RetentionDays.ONE_MONTH),
  /** Off only where the account's concurrency quota leaves nothing to reserve; see docs/deploy.md. */
  reserveConcurrency: z.union([z.boolean(), z.stringbool()], 'must be true or false').default(true),
});

export type TowpathConfig = Readonly<z.infer<typeof Config>>;

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
  const result = Config.safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `  ${sentence(issue, values)}`);
  throw new ConfigError(
    [
      'The configuration is wrong:',
      ...problems,
      `Set it under "context" in cdk.json or with -c ${PREFIX}<key>=<value>.`,
    ].join('\n'),
  );
}

function sentence(issue: z.core.$ZodIssue, values: Readonly<Record<string, unknown>>): string {
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => PREFIX + key).join(', ');
    return `${keys}: not known. Known: ${Object.keys(Config.shape).join(', ')}.`;
  }
  const key = String(issue.path[0]);
  const found = values[key] === undefined ? 'is missing' : `is ${JSON.stringify(values[key])}`;
  return `${PREFIX}${key} ${found}; ${issue.message}.`;
}
