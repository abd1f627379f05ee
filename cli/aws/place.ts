import { ConnectionError } from '../exit-code.ts';
import type { Io } from '../io.ts';

/** An installation on AWS, which takes requests that are signed with IAM credentials. */
export interface AwsPlace {
  readonly region: string;
}

const API = /^[a-z0-9]+\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** Undefined for a local installation. A domain of one's own does not say its region: TOWPATH_REGION does. */
export function awsPlaceOf(url: string, { env }: Pick<Io, 'env'>): AwsPlace | undefined {
  const { hostname, protocol } = new URL(url);
  const region = env.TOWPATH_REGION || API.exec(hostname)?.[1];
  if (region === undefined) return undefined;
  if (protocol !== 'https:')
    throw new ConnectionError(`${url} is not https; a signed request goes nowhere else.`);
  return { region };
}
