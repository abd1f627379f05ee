import type { FindingView } from '../../console/api/views.ts';

/** What the checks ask AWS; the clients of the SDK behind it. */
export interface AwsLooks {
  /** Of the account's default bus and of one of that name: rule name -> whether it is enabled. */
  rules(prefix: string, bus: string): Promise<ReadonlyMap<string, boolean>>;
  /** Whether the secret has a value; undefined when there is no such secret. */
  secretHasValue(name: string): Promise<boolean | undefined>;
  /** Function name -> the name of its role. */
  roles(prefix: string): Promise<ReadonlyMap<string, string>>;
  /** Actions that the role's own policy allows and something above it (an organisation's policy, a boundary) refuses. */
  refusedActions(role: string): Promise<readonly string[]>;
}

/** The rules of every installation; a test holds them to the manifest. */
export const RULES = [
  'git-changed',
  'git-tagged',
  'image-pushed',
  'propose-by-pull-request',
  'pull-request-changed',
  'relay-events',
  'relay-approved',
  'relay-rollbacks',
  'sweep',
  'sync-pull-requests',
] as const;

/** Looks with the caller's own credentials. What they may not look at is a warning, not a fault. Changes nothing. */
export async function checkUpAws(looks: AwsLooks, name: string): Promise<FindingView[]> {
  const checks: readonly [string, () => Promise<FindingView[]>][] = [
    ['rules', () => checkRules(looks, name)],
    ['secret', async () => [await checkSecret(looks, name)]],
    ['roles', () => checkRoles(looks, name)],
  ];
  const findings: FindingView[] = [];
  for (const [check, look] of checks)
    findings.push(...(await look().catch((error) => [cannotLook(check, error)])));
  return findings;
}

const cannotLook = (check: string, error: unknown): FindingView => ({
  check,
  state: 'warning',
  sentence: `could not be looked at: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
  wayOut: 'Use credentials of the account that may read EventBridge, Secrets Manager, Lambda and IAM.',
});

async function checkRules(looks: AwsLooks, name: string): Promise<FindingView[]> {
  const found = await looks.rules(`${name}-`, name);
  return RULES.map((rule): FindingView => {
    const enabled = found.get(`${name}-${rule}`);
    const check = `rule ${rule}`;
    if (enabled) return { check, state: 'ok', sentence: 'enabled' };
    return enabled === undefined
      ? {
          check,
          state: 'fault',
          sentence: 'is not there',
          wayOut: 'npm run deploy. Or name the installation: --name',
        }
      : {
          check,
          state: 'fault',
          sentence: 'is disabled',
          wayOut: `aws events enable-rule --name ${name}-${rule}`,
        };
  });
}

async function checkSecret(looks: AwsLooks, name: string): Promise<FindingView> {
  const secret = `${name}/agent-keys`;
  const hasValue = await looks.secretHasValue(secret);
  const check = 'secret';
  if (hasValue) return { check, state: 'ok', sentence: `${secret} has a value` };
  return {
    check,
    state: 'fault',
    sentence:
      hasValue === undefined ? `there is no ${secret}` : `${secret} has no value, so no report counts`,
    wayOut: hasValue === undefined ? 'npm run deploy' : 'docs/deploy.md, "The key ring", has the command.',
  };
}

async function checkRoles(looks: AwsLooks, name: string): Promise<FindingView[]> {
  const roles = await looks.roles(`${name}-`);
  const findings: FindingView[] = [];
  for (const [functionName, role] of roles) {
    const refused = await looks.refusedActions(role);
    if (refused.length > 0)
      findings.push({
        check: `role of ${functionName}`,
        state: 'fault',
        sentence: `may not ${refused.join(', ')}`,
        wayOut: "A policy of the organisation or a permissions boundary refuses it; ask the account's owner.",
      });
  }
  if (roles.size === 0)
    return [
      {
        check: 'roles',
        state: 'fault',
        sentence: `no function begins with ${name}-`,
        wayOut: 'npm run deploy',
      },
    ];
  return findings.length > 0
    ? findings
    : [
        {
          check: 'roles',
          state: 'ok',
          sentence: `${roles.size} functions may do what they need (simulated)`,
        },
      ];
}
