import type { Expectation } from '../format/expectation-schema.ts';
import { says } from '../format/texts.ts';
import type { PullRequestSeen } from '../world/pull-requests.ts';
import { type Finding, list } from './finding.ts';
import type { Look } from './look.ts';

/** The newest pull request of the stage, in the repository itself: whatever Towpath believes of it. */
export async function findingsOfPullRequest(wanted: Expectation, { world }: Look): Promise<Finding[]> {
  const { stage, 'pull-request': expected } = wanted;
  if (stage === undefined || expected === undefined) return [];
  const all = await world.pullRequests.ofStage(stage);
  const [pull] = all;
  if (expected === null) {
    const found = all.map((each) => `pull request ${each.id}, which is ${each.is}`);
    return pull === undefined ? [] : [finding(`${stage} has no pull request`, `it has ${list(found)}`)];
  }
  if (pull === undefined) return [finding(`${stage} has a pull request`, 'it has none')];
  return [
    ...differing('is', expected.is, pull.is),
    ...differing('has its rules', expected.rules, pull.rules),
    ...differing('is approved by', sorted(expected.approvedBy), sorted(pull.approvedBy)),
    ...differing('is number', expected.count?.toString(), String(all.length)),
    ...(expected.says === undefined ? [] : sayings(pull, expected.says)),
  ];
}

const finding = (expected: string, actual: string): Finding => ({ field: 'pull-request', expected, actual });

const sorted = (names: readonly string[] | undefined) => names && list([...names].sort());

const differing = (what: string, expected: string | undefined, actual: string | undefined): Finding[] =>
  expected === undefined || expected === actual
    ? []
    : [finding(`the pull request ${what} ${expected}`, `${what} ${actual}`)];

const sayings = ({ texts }: PullRequestSeen, wanted: string): Finding[] =>
  texts.some((text) => says(text, wanted))
    ? []
    : [finding(`the pull request says ${wanted}`, texts.join(' | '))];
