import { describe, expect, it } from 'vitest';
import {
  environmentOf,
  type FunctionManifest,
  functions,
  substitute,
  table,
} from '../../../functions/manifest.ts';
import { readEnvironment } from '../../../src/aws/environment.ts';
import { ENV, TABLE } from '../../../src/contract.ts';

const slack = {
  chatQueueUrl: 'https://sqs/chat.fifo',
  chatDeadLetterQueueUrl: 'https://sqs/chat-dead-letters.fifo',
  slackSecret: 'towpath/slack',
};
const resources = {
  tableName: 'towpath',
  changeQueueUrl: 'https://sqs/changes.fifo',
  deadLetterQueueUrl: 'https://sqs/dead-letters',
  changeDeadLetterQueueUrl: 'https://sqs/changes-dead-letters.fifo',
  stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:promotion',
  agentKeysSecret: 'towpath/agent-keys',
  eventBus: 'towpath',
  consoleUrl: 'https://towpath.example.com',
  repository: 'fleet',
  branch: 'main',
};

describe('the manifest', () => {
  it('describes the table whose attributes the adapters use', () => {
    const { partitionKey, sortKey, timeToLive, byTime } = TABLE;
    const { index: name, ...index } = byTime;
    const indexes = [{ name, ...index }];
    expect(table).toMatchObject({ partitionKey, sortKey, timeToLive, indexes });
  });

  it('gives every function the environment that it reads', () => {
    const environment = environmentOf({
      ...resources,
      slack,
      slackUrl: 'http://slack',
      agentsUrl: 'http://agents',
      consoleToken: 'secret',
      eventStream: '/local/events',
      pullRequestUrl: 'http://codecommit/{id}',
      stateMachineAlias: 'live',
    });
    // Where people sign in only the console is told, by the stack.
    expect([...Object.keys(environment), ENV.signIn].sort()).toEqual(Object.values(ENV).sort());
    expect(readEnvironment(environment)).toMatchObject({
      table: 'towpath',
      branch: 'main',
      consoleToken: 'secret',
    });
  });

  it('gives no token to an installation on AWS, and the functions start without, and without Slack', () => {
    const environment = readEnvironment(environmentOf(resources));
    expect(environment).toMatchObject({ consoleToken: '', chatQueueUrl: '', slackSecret: '' });
  });

  it('marks as for Slack those that need its secret or its queue for what they are, and no other', () => {
    const marked = Object.entries<FunctionManifest>(functions).filter(([, { forSlack }]) => forSlack);
    expect(marked.map(([id]) => id)).toEqual(['relay-events', 'receive-slack', 'work-chat']);
    const readers = Object.entries<FunctionManifest>(functions).filter(([, { access }]) =>
      access.includes('slack:read'),
    );
    for (const [id, { forSlack }] of readers) expect(forSlack, id).toBe(true);
  });

  it('lets no function run longer than its trigger waits for it', () => {
    // API Gateway gives up after 30 s; the state machine's tasks have 120 s; one sweep ends before the next.
    for (const [id, { timeoutSeconds, trigger }] of Object.entries(functions))
      expect(timeoutSeconds, id).toBeLessThan(
        trigger.kind === 'schedule' ? trigger.everyMinutes * 60 : trigger.kind === 'http' ? 31 : 121,
      );
  });
});

describe('a placeholder', () => {
  it('is replaced wherever it stands, with quotes and backslashes kept', () => {
    const template = { a: ['${repository}', { b: 'x-${branch}-${branch}' }], c: 1 };
    expect(substitute(template, { repository: 'fl"eet\\', branch: 'main' })).toEqual({
      a: ['fl"eet\\', { b: 'x-main-main' }],
      c: 1,
    });
  });

  it('without a value is an error that names it', () => {
    expect(() => substitute(functions['git-changed'].trigger, { repository: 'fleet' })).toThrow(
      'No value for the placeholder ${branch}. Known: repository.',
    );
  });
});
