/**
 * What EventBridge carries for a change of a branch or tag; the caller adds the envelope. Fields as documented in the
 * CodeCommit user guide ("Monitoring CodeCommit events"), with the `callerUserArn` that real events also have.
 */
export interface ReferenceChange {
  readonly detailType: 'CodeCommit Repository State Change';
  readonly resources: readonly string[];
  readonly detail: ReferenceChangeDetail;
}

/** What EventBridge carries for a change of a pull request; the caller adds the envelope. Fields as in the user guide. */
export interface PullRequestChange {
  readonly detailType: 'CodeCommit Pull Request State Change';
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, string | readonly string[]>>;
}

export interface ReferenceChangeDetail {
  readonly event: 'referenceCreated' | 'referenceUpdated' | 'referenceDeleted';
  readonly repositoryId: string;
  readonly repositoryName: string;
  readonly referenceType: 'branch' | 'tag';
  /** Without `refs/heads/` or `refs/tags/`. */
  readonly referenceName: string;
  readonly referenceFullName: string;
  /** Absent when deleted. For an annotated tag: the commit it points at. */
  readonly commitId?: string;
  /** Absent when created. */
  readonly oldCommitId?: string;
  /** Absent for a change found after a crash: nobody knows any more whose it was. */
  readonly callerUserArn?: string;
}

export interface Move {
  readonly reference: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly caller: string | undefined;
}

export function referenceChange(
  repository: { readonly id: string; readonly name: string; readonly arn: string },
  move: Move,
): ReferenceChange {
  const [, kind = '', name = ''] = /^refs\/(heads|tags)\/(.*)$/s.exec(move.reference) ?? [];
  const event =
    move.from === undefined
      ? 'referenceCreated'
      : move.to === undefined
        ? 'referenceDeleted'
        : 'referenceUpdated';
  return {
    detailType: 'CodeCommit Repository State Change',
    resources: [repository.arn],
    detail: {
      event,
      repositoryId: repository.id,
      repositoryName: repository.name,
      referenceType: kind === 'tags' ? 'tag' : 'branch',
      referenceName: name,
      referenceFullName: move.reference,
      ...(move.to === undefined ? {} : { commitId: move.to }),
      ...(move.from === undefined ? {} : { oldCommitId: move.from }),
      ...(move.caller === undefined ? {} : { callerUserArn: move.caller }),
    },
  };
}
