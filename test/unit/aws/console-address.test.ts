import { expect, it } from 'vitest';
import { pullRequestAddress } from '../../../src/aws/console-address.ts';

const PATH = '/codesuite/codecommit/repositories/fleet/pull-requests/{id}';

it.each([
  ['eu-west-1', 'eu-west-1.console.aws.amazon.com'],
  ['us-east-1', 'us-east-1.console.aws.amazon.com'],
  ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
  ['cn-northwest-1', 'cn-northwest-1.console.amazonaws.cn'],
  ['us-gov-west-1', 'console.amazonaws-us-gov.com'],
])('a pull request in %s is shown by %s', (region, host) => {
  expect(pullRequestAddress(region, 'fleet')).toBe(`https://${host}${PATH}?region=${region}`);
});
