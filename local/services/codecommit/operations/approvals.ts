import type { Input, Operation } from '../../../service.ts';
import { callerArn } from '../callers.ts';
import { failure, requiredText } from '../input.ts';
import { evaluate, parseRule } from '../pull-requests/approval-rules.ts';
import { describeRule, ruleSha } from '../pull-requests/describe.ts';
import { type Approval, type PullRequest, revisionOf, standingApprovals } from '../pull-requests/record.ts';
import type { Repositories } from '../repositories.ts';

const RULES_LIMIT = 30;
const APPROVALS_LIMIT = 200;

export function approvalOperations(repositories: Repositories): Record<string, Operation> {
  const { pullRequests, settings } = repositories;
  return {
    async CreatePullRequestApprovalRule(input, caller) {
      const by = callerArn(settings, caller);
      const name = ruleName(input);
      const content = requiredText(input, 'approvalRuleContent', 'ApprovalRuleContentRequiredException');
      parseRule(content);
      const rule = { id: settings.newId(), name, content, by, at: settings.clock.now() };
      await pullRequests.change(input, by, async (pull) => {
        requireOpen(pull);
        if (pull.rules.some((other) => other.name === name))
          throw failure('ApprovalRuleNameAlreadyExistsException', `${pull.id} has a rule ${name} already`);
        if (pull.rules.length >= RULES_LIMIT)
          throw failure('NumberOfRulesExceededException', `a pull request has at most ${RULES_LIMIT} rules`);
        const said = `An approval rule has been created with the following name: ${name}.`;
        const more = {
          approvalRuleContentSha256: ruleSha(content),
          approvalRuleId: rule.id,
          approvalRuleName: name,
        };
        const happened = { event: 'pullRequestApprovalRuleCreated', said, more };
        return { pull: { ...pull, rules: [...pull.rules, rule] }, happened };
      });
      return { approvalRule: describeRule(rule) };
    },
    async GetPullRequestApprovalStates(input) {
      const pull = await pullRequests.get(input);
      const revision = revisionId(input);
      const of = pull.approvals.filter((approval) => approval.revision === revision);
      return { approvals: of.map(({ user, state }) => ({ userArn: user, approvalState: state })) };
    },
    async UpdatePullRequestApprovalState(input, caller) {
      const by = callerArn(settings, caller);
      const state = approvalState(input);
      await pullRequests.change(input, by, async (pull) => {
        requireOpen(pull);
        if (by === pull.author)
          throw failure('PullRequestCannotBeApprovedByAuthorException', `${by} has made the pull request`);
        const revision = currentRevision(input, pull);
        const others = standingApprovals(pull).filter(({ user }) => user !== by);
        if (others.length >= APPROVALS_LIMIT)
          throw failure('MaximumNumberOfApprovalsExceededException', `${pull.id} has ${others.length}`);
        const said = `A user has changed their approval state for the pull request. State change: ${state}.`;
        const happened = {
          event: 'pullRequestApprovalStateChanged',
          said,
          more: { approvalStatus: state },
        };
        return { pull: { ...pull, approvals: [...others, { user: by, state, revision }] }, happened };
      });
      return {};
    },
    async EvaluatePullRequestApprovalRules(input) {
      const pull = await pullRequests.get(input);
      currentRevision(input, pull);
      return { evaluation: evaluate(pull) };
    },
    async GetPullRequestOverrideState(input) {
      const { override } = await pullRequests.get(input);
      const overridden = override?.revision === revisionId(input);
      return { overridden, ...(overridden && { overrider: override.by }) };
    },
    async OverridePullRequestApprovalRules(input, caller) {
      const by = callerArn(settings, caller);
      const status = requiredText(input, 'overrideStatus', 'OverrideStatusRequiredException');
      if (status !== 'OVERRIDE' && status !== 'REVOKE')
        throw failure('InvalidOverrideStatusException', `"${status}" is not OVERRIDE or REVOKE`);
      await pullRequests.change(input, by, async (pull) => {
        requireOpen(pull);
        const revision = currentRevision(input, pull);
        const { override, ...rest } = pull;
        if (status === 'OVERRIDE' && override?.revision === revision)
          throw failure('OverrideAlreadySetException', `the rules of ${pull.id} are overridden already`);
        const said = `An override event has occurred for the approval rules for this pull request. Override status: ${status}.`;
        const more = { overrideStatus: status };
        const happened = { event: 'pullRequestApprovalRuleOverridden', said, more };
        return { pull: status === 'REVOKE' ? rest : { ...rest, override: { by, revision } }, happened };
      });
      return {};
    },
  };
}

function ruleName(input: Input): string {
  const name = requiredText(input, 'approvalRuleName', 'ApprovalRuleNameRequiredException');
  if (name.length <= 100) return name;
  throw failure('InvalidApprovalRuleNameException', 'the name of a rule has at most 100 characters');
}

function approvalState(input: Input): Approval['state'] {
  const state = requiredText(input, 'approvalState', 'ApprovalStateRequiredException');
  if (state === 'APPROVE' || state === 'REVOKE') return state;
  throw failure('InvalidApprovalStateException', `"${state}" is not APPROVE or REVOKE`);
}

function revisionId(input: Input): string {
  const revision = requiredText(input, 'revisionId', 'RevisionIdRequiredException');
  if (/^[0-9a-f]{64}$/.test(revision)) return revision;
  throw failure('InvalidRevisionIdException', `"${revision}" is not a revision id`);
}

function currentRevision(input: Input, pull: PullRequest): string {
  const revision = revisionId(input);
  if (revision === revisionOf(pull)) return revision;
  throw failure('RevisionNotCurrentException', `${pull.id} has changed since: read it again`);
}

function requireOpen({ id, status }: PullRequest): void {
  if (status === 'CLOSED')
    throw failure('PullRequestAlreadyClosedException', `pull request ${id} is closed already`);
}
