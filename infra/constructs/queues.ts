import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { changeQueue, chatQueue, reportQueue } from '../../functions/manifest.ts';
import type { Names } from '../names.ts';

const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } satisfies QueueProps;

/** The longest SQS keeps a message: a person has two weeks to look. */
const FOR_PEOPLE = Duration.days(14);

export interface QueuesProps {
  readonly names: Names;
  readonly slack: boolean;
  readonly reportQueue: boolean;
}

export class Queues extends Construct {
  /** Changes to be committed. */
  readonly changes: Queue;
  /** Messages that the committer failed on. */
  readonly changeDeadLetters: Queue;
  /** Health reports of Argo CD; undefined where none comes this way. */
  readonly reports: Queue | undefined;
  /** What people are told, and have asked for, in chat; and what of it failed. Undefined without Slack. */
  readonly chat: { readonly queue: Queue; readonly deadLetters: Queue } | undefined;
  /** Events and messages that could not be handled. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { names, slack, reportQueue: hasReports }: QueuesProps) {
    super(scope, id);
    this.changeDeadLetters = new Queue(this, 'ChangeDeadLetters', {
      ...secured,
      queueName: names.changeDeadLetters,
      fifo: true,
      retentionPeriod: FOR_PEOPLE,
    });
    this.changes = new Queue(this, 'Changes', {
      ...secured,
      queueName: names.changeQueue,
      fifo: true,
      visibilityTimeout: Duration.seconds(changeQueue.visibilityTimeoutSeconds),
      deadLetterQueue: { queue: this.changeDeadLetters, maxReceiveCount: changeQueue.maxReceiveCount },
    });
    this.chat = slack ? this.chatQueues(names) : undefined;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...secured,
      queueName: names.deadLetters,
      retentionPeriod: FOR_PEOPLE,
    });
    this.reports = hasReports ? this.reportQueue(names) : undefined;
  }

  private reportQueue(names: Names): Queue {
    return new Queue(this, 'Reports', {
      ...secured,
      queueName: names.reportQueue,
      visibilityTimeout: Duration.seconds(reportQueue.visibilityTimeoutSeconds),
      retentionPeriod: Duration.seconds(reportQueue.retentionSeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: reportQueue.maxReceiveCount },
    });
  }

  private chatQueues(names: Names) {
    const deadLetters = new Queue(this, 'ChatDeadLetters', {
      ...secured,
      queueName: names.chatDeadLetters,
      fifo: true,
      retentionPeriod: FOR_PEOPLE,
    });
    const queue = new Queue(this, 'Chat', {
      ...secured,
      queueName: names.chatQueue,
      fifo: true,
      visibilityTimeout: Duration.seconds(chatQueue.visibilityTimeoutSeconds),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: chatQueue.maxReceiveCount },
    });
    return { queue, deadLetters };
  }
}
