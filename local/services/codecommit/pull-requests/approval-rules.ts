import { failure } from '../input.ts';
import { type PullRequest, revisionOf, standingApprovals } from './record.ts';

const CONTENT_LIMIT = 3_000;
const VERSION = '2018-11-08';

interface Statement {
  readonly needed: number;
  /** Undefined where anybody's approval counts. */
  readonly pool: readonly string[] | undefined;
}

/** @throws InvalidApprovalRuleContentException */
export function parseRule(content: string): readonly Statement[] {
  const invalid = (why: string) => failure('InvalidApprovalRuleContentException', why);
  if (content.length > CONTENT_LIMIT)
    throw invalid(`an approval rule has at most ${CONTENT_LIMIT} characters`);
  const { Version, Statements } = parseJson(content, invalid);
  if (Version !== VERSION) throw invalid(`Version must be "${VERSION}"`);
  if (!Array.isArray(Statements) || Statements.length === 0) throw invalid('Statements must be a list');
  return Statements.map((statement: Record<string, unknown>) => {
    const { Type, NumberOfApprovalsNeeded: needed, ApprovalPoolMembers: pool } = statement;
    if (Type !== 'Approvers') throw invalid('Type must be "Approvers"');
    if (!Number.isInteger(needed) || Number(needed) < 1)
      throw invalid('NumberOfApprovalsNeeded must be a whole number above 0');
    if (pool !== undefined && !(Array.isArray(pool) && pool.every((member) => typeof member === 'string')))
      throw invalid('ApprovalPoolMembers must be a list of texts');
    return { needed: Number(needed), pool };
  });
}

function parseJson(content: string, invalid: (why: string) => Error): Record<string, unknown> {
  try {
    return { ...(JSON.parse(content) as object) };
  } catch (error) {
    throw invalid(`the content is not JSON: ${String(error)}`);
  }
}

export interface Evaluation {
  readonly approved: boolean;
  readonly overridden: boolean;
  readonly approvalRulesSatisfied: readonly string[];
  readonly approvalRulesNotSatisfied: readonly string[];
}

/** Without rules a pull request counts as approved; AWS does not say, and its console merges such ones. */
export function evaluate(pull: PullRequest): Evaluation {
  const approvers = standingApprovals(pull).flatMap(({ user, state }) => (state === 'APPROVE' ? [user] : []));
  const isSatisfied = (content: string) =>
    parseRule(content).every(({ needed, pool }) => {
      const counted = approvers.filter((user) => pool?.some((member) => isMember(user, member)) ?? true);
      return counted.length >= needed;
    });
  const names = (satisfied: boolean) =>
    pull.rules.filter(({ content }) => isSatisfied(content) === satisfied).map(({ name }) => name);
  const overridden = pull.override?.revision === revisionOf(pull);
  const [approvalRulesSatisfied, approvalRulesNotSatisfied] = [names(true), names(false)];
  const approved = overridden || approvalRulesNotSatisfied.length === 0;
  return { approved, overridden, approvalRulesSatisfied, approvalRulesNotSatisfied };
}

/**
 * A pool names ARNs, or `CodeCommitApprovers:<account>:<name>` for what stands after `user/` or `assumed-role/`; `*`
 * stands for anything, and nothing else does: a session of a role needs one.
 */
function isMember(user: string, member: string): boolean {
  const [, account, name] = /^CodeCommitApprovers:(\d{12}):(.+)$/.exec(member) ?? [];
  if (account === undefined || name === undefined) return matches(user, member);
  const [, owner, called = ''] =
    /^arn:aws:(?:iam|sts)::(\d{12}):(?:user|federated-user|assumed-role)\/(.+)$/.exec(user) ?? [];
  return owner === account && matches(called, name);
}

function matches(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}
