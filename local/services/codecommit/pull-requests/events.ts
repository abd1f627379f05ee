import type { PullRequestChange } from '../events.ts';
import { repositoryArn, type Settings } from '../settings.ts';
import { type PullRequest, revisionOf } from './record.ts';

/** What happened, and the fields that only its kind of event has. */
export interface Happening {
  readonly event: string;
  /** How the guide's `notificationBody` words it. */
  readonly said: string;
  readonly more?: Readonly<Record<string, string>>;
}

/** `isMerged` is a text, and the status is capitalised otherwise than in the API: that is how the real ones are. */
export function pullRequestChange(
  settings: Settings,
  pull: PullRequest,
  { event, said, more = {} }: Happening,
  callerUserArn: string,
): PullRequestChange {
  const { region } = settings;
  const page = `https://${region}.console.aws.amazon.com/codesuite/codecommit/repositories/${pull.repository}/pull-requests/${pull.id}?region=${region}`;
  return {
    detailType: 'CodeCommit Pull Request State Change',
    resources: [repositoryArn(settings, pull.repository)],
    detail: {
      ...more,
      author: pull.author,
      callerUserArn,
      creationDate: eventDate(pull.created),
      ...(pull.description !== undefined && { description: pull.description }),
      destinationCommit: pull.destinationCommit,
      destinationReference: pull.destination,
      event,
      isMerged: pull.merged === undefined ? 'False' : 'True',
      lastModifiedDate: eventDate(pull.lastActivity),
      notificationBody: `A pull request event occurred in the following AWS CodeCommit repository: ${pull.repository}. User: ${callerUserArn}. Event: ${event === 'pullRequestCreated' ? 'Created' : 'Updated'}. Pull request: ${pull.id}. ${said} For more information, go to the AWS CodeCommit console ${page}`,
      pullRequestId: pull.id,
      pullRequestStatus: pull.status === 'OPEN' ? 'Open' : 'Closed',
      repositoryNames: [pull.repository],
      revisionId: revisionOf(pull),
      sourceCommit: pull.sourceCommit,
      sourceReference: pull.source,
      title: pull.title,
    },
  };
}

/** `Wed Nov 06 19:10:58 UTC 2019` */
function eventDate(milliseconds: number): string {
  const [weekday = '', day = '', month = '', year = '', time = ''] = new Date(milliseconds)
    .toUTCString()
    .replace(',', '')
    .split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
