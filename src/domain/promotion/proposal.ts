import { PROPOSAL_BRANCHES } from '../../contract.ts';
import { type DiffDigest, digestOfWave, isLeftOf } from '../diff/wave-diff.ts';
import { electorate } from '../gates/electorate.ts';
import type { VotingContext } from '../gates/gate.ts';
import { approvalText } from '../gates/rules.ts';
import { utc } from '../gates/sentence.ts';
import type { ApprovalGate, Gate, PullRequestGate } from '../pipeline/types.ts';
import type { Release } from '../release.ts';
import type { Promotion } from './state.ts';

/** Of limits that CodeCommit sets for the texts of a pull request. */
const MOST_TITLE = 100;
const MOST_DESCRIPTION = 1_000;

/** A second proposal of a promotion, after the first came to nothing, has a branch of its own. */
export const proposalBranch = ({ id, pullRequests = [] }: Promotion): string =>
  pullRequests.length === 0
    ? `${PROPOSAL_BRANCHES}${id}`
    : `${PROPOSAL_BRANCHES}${id}.${pullRequests.length + 1}`;

/** Something that undoes each proposal, as a robot that pushes to every branch, would do so for ever. */
export const MOST_PROPOSALS = 50;

/** Whether the wave under way has been proposed as often as it may. */
export const isProposedTooOften = ({ wave, pullRequests = [] }: Promotion): boolean =>
  pullRequests.filter(({ diff }) => diff.wave === wave).length >= MOST_PROPOSALS;

/** The promotion that a branch proposes; undefined for anybody else's branch. */
export const proposedPromotion = (branch: string): string | undefined =>
  branch.startsWith(PROPOSAL_BRANCHES)
    ? branch.slice(PROPOSAL_BRANCHES.length).replace(/\.\d+$/, '')
    : undefined;

export const gatesByPullRequest = (gates: readonly Gate[]): ApprovalGate[] =>
  gates.flatMap((gate) => (gate.kind === 'approval' && gate.via === 'pull-request' ? [gate] : []));

/** What the pipeline says of pull requests where they are how the stage is written. */
export const changeByPullRequest = (gates: readonly Gate[]): PullRequestGate | undefined =>
  gates.find((gate) => gate.kind === 'pull-request');

/** The gate in the host's words: how many, and the identities of whom. */
export const ruleOf = (gate: ApprovalGate, context: VotingContext) => {
  const voters = electorate(gate, context);
  const people = context.settings.people.filter(({ name }) => voters.includes(name));
  return {
    name: shorten(`Towpath: ${approvalText(gate)}`, MOST_TITLE),
    members: people.flatMap(({ arns }) => arns),
    count: gate.quorum,
  };
};

/**
 * Whether whoever approves the proposal of `before` approves what is left to be written now. Nothing is left of what was
 * merged.
 */
export const isStillProposed = (before: DiffDigest, now: DiffDigest): boolean =>
  now.waves.every((digest, index) => {
    const proposed = before.waves[now.wave + index - before.wave];
    return proposed !== undefined && (isLeftOf(digest, proposed) || digest === digestOfWave([]));
  });

/** What a reviewer has to know, in the texts of a pull request. */
export function proposalTexts(
  promotion: Promotion,
  facts: {
    readonly release: Release;
    readonly diff: DiffDigest;
    readonly gates: readonly ApprovalGate[];
    /** Undefined where Towpath commits itself. */
    readonly change?: PullRequestGate | undefined;
    readonly page: string;
  },
): { title: string; description: string; message: string } {
  const { id, pipeline, stage, tag, wave, requestedBy } = promotion;
  const { release, diff, gates, change, page } = facts;
  const asked = requestedBy.kind === 'person' ? requestedBy.name : 'Towpath';
  const passed = Object.entries(release.passed).map(([name, { at }]) => `${name} (${utc(at)})`);
  const title = shorten(`${pipeline} ${tag} to ${stage}`, MOST_TITLE);
  const lines = [
    `${page}/#/promotions/${encodeURIComponent(id)}`,
    whatToDo(change),
    `Wave ${wave + 1} of ${diff.wave + diff.waves.length}; an approval is of every wave. Diff ${diff.digest}.`,
    `Asked for by ${asked}. Healthy before in: ${passed.join(', ') || 'no stage'}.`,
    ...gates.map((gate) => `Needs ${approvalText(gate)}.`),
    `Release ${release.id}:`,
    ...release.artifacts.map((artifact) => `- ${artifact.name} ${artifact.tag} ${artifact.digest}`),
  ];
  return {
    title,
    description: shorten(lines.join('\n'), MOST_DESCRIPTION),
    message: `Propose ${title}\n\nTowpath-Diff: ${diff.digest}\n`,
  };
}

function whatToDo(change: PullRequestGate | undefined): string {
  const pushes = change?.extraCommits === 'take' ? 'are taken, and void approvals' : 'are refused';
  const act =
    change?.merge === 'people'
      ? 'Merge it to promote; closing rejects.'
      : `Approve here. Towpath ${change === undefined ? 'commits' : 'merges'} when its gate opens; closing rejects.`;
  return `${act} Pushes to this branch ${pushes}.`;
}

const shorten = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 3)}...`;
