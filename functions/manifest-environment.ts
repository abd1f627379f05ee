import { ENV } from '../src/contract.ts';

/** Part of the manifest (manifest.ts). */

/** Names and addresses that are known only once the resources exist. */
export interface Resources {
  readonly tableName: string;
  readonly changeQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly changeDeadLetterQueueUrl: string;
  readonly stateMachineArn: string;
  /** Of the version that new promotions run on; the local cloud has none. */
  readonly stateMachineAlias?: string;
  readonly agentKeysSecret: string;
  readonly eventBus: string;
  /** An installation without Slack has neither. */
  readonly slack?: {
    readonly chatQueueUrl: string;
    readonly chatDeadLetterQueueUrl: string;
    readonly slackSecret: string;
  };
  readonly consoleUrl: string;
  /** Only a local installation has something that stands in for Slack. */
  readonly slackUrl?: string;
  /** Only a local installation has something that stands in for the agents of clusters. */
  readonly agentsUrl?: string;
  readonly repository: string;
  readonly branch: string;
  /** With `{id}` for the number: only where it is not the AWS console that shows a pull request. */
  readonly pullRequestUrl?: string;
  /** Only a local installation is entered by token. */
  readonly consoleToken?: string;
  /** Where the page hears of events while it is open: only a local installation has such a stream. */
  readonly eventStream?: string;
}

/** The environment of every function. */
export const environmentOf = (resources: Resources): Record<string, string> => ({
  [ENV.table]: resources.tableName,
  [ENV.changeQueueUrl]: resources.changeQueueUrl,
  [ENV.deadLetterQueueUrl]: resources.deadLetterQueueUrl,
  [ENV.changeDeadLetterQueueUrl]: resources.changeDeadLetterQueueUrl,
  [ENV.stateMachineArn]: resources.stateMachineArn,
  [ENV.agentKeysSecret]: resources.agentKeysSecret,
  [ENV.eventBus]: resources.eventBus,
  ...(resources.slack && {
    [ENV.chatQueueUrl]: resources.slack.chatQueueUrl,
    [ENV.chatDeadLetterQueueUrl]: resources.slack.chatDeadLetterQueueUrl,
    [ENV.slackSecret]: resources.slack.slackSecret,
  }),
  [ENV.consoleUrl]: resources.consoleUrl,
  ...(resources.pullRequestUrl !== undefined && { [ENV.pullRequestUrl]: resources.pullRequestUrl }),
  ...(resources.slackUrl !== undefined && { [ENV.slackUrl]: resources.slackUrl }),
  ...(resources.agentsUrl !== undefined && { [ENV.agentsUrl]: resources.agentsUrl }),
  [ENV.repository]: resources.repository,
  [ENV.branch]: resources.branch,
  ...(resources.stateMachineAlias !== undefined && {
    [ENV.stateMachineAlias]: resources.stateMachineAlias,
  }),
  ...(resources.consoleToken !== undefined && { [ENV.consoleToken]: resources.consoleToken }),
  ...(resources.eventStream !== undefined && { [ENV.eventStream]: resources.eventStream }),
});
