/** Hosts of the AWS console, by what the names of a partition's regions begin with; all others are of the standard one. */
const HOSTS: readonly (readonly [prefix: string, host: (region: string) => string])[] = [
  ['cn-', (region) => `${region}.console.amazonaws.cn`],
  ['us-gov-', () => 'console.amazonaws-us-gov.com'],
  ['', (region) => `${region}.console.aws.amazon.com`],
];

/** A pull request in the AWS console, with `{id}` for its number. */
export function pullRequestAddress(region: string, repository: string): string {
  const host = HOSTS.find(([prefix]) => region.startsWith(prefix))?.[1](region);
  return `https://${host}/codesuite/codecommit/repositories/${repository}/pull-requests/{id}?region=${region}`;
}
