import type { TowpathConfig } from '../../infra/config.ts';

/** Where the credentials point. */
export interface Account {
  readonly account: string;
  readonly region: string;
  readonly arn: string;
}

export interface PreflightLooks {
  /** @throws when there are no credentials, or they are no longer valid. */
  whoAmI(): Promise<Account>;
  /** Whether the stack of that name exists. */
  stackExists(name: string): Promise<boolean>;
}

/** Deploying cannot begin; the message says what to do first. */
export class PreflightError extends Error {
  override readonly name = 'PreflightError';
}

/** The stack of `cdk bootstrap`, unless it was given another name. */
const TOOLKIT = 'CDKToolkit';

/** All that is known to go wrong later, before anything is built. @throws PreflightError */
export async function preflight(looks: PreflightLooks, config: TowpathConfig): Promise<Account> {
  const here = await looks.whoAmI().catch((cause) => {
    throw new PreflightError(
      `AWS does not know who you are (${cause instanceof Error ? cause.message : String(cause)}). Sign in (aws sso login), set AWS_PROFILE, and AWS_REGION.`,
      { cause },
    );
  });
  for (const key of ['account', 'region'] as const)
    if (config[key] !== undefined && config[key] !== here[key])
      throw new PreflightError(
        `The credentials are of ${key} ${here[key]}, but towpath:${key} is ${config[key]}. Correct one of the two.`,
      );
  if (!(await looks.stackExists(TOOLKIT)))
    throw new PreflightError(
      `${here.account} in ${here.region} is not ready for the CDK. Once: npx cdk bootstrap aws://${here.account}/${here.region}`,
    );
  return here;
}
