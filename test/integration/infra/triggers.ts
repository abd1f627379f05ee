import { beforeAll, describe, expect, it } from 'vitest';
import {
  changeQueue,
  chatQueue,
  type FunctionManifest,
  functions,
  reportQueue,
  substitute,
} from '../../../functions/manifest.ts';
import { ENV } from '../../../src/contract.ts';
import { arnOf, defaultTemplate, functionsOf, ofType, onlyOne, plain, type Template } from './template.ts';

const manifest: [string, FunctionManifest][] = Object.entries(functions);
let template: Template;
beforeAll(() => {
  template = defaultTemplate();
});

const queueNamed = (name: string) =>
  ofType(template, 'AWS::SQS::Queue').find(([, { Properties }]) => Properties.QueueName === name)!;
const toArn = ({ Arn }: { Arn: unknown }) => plain(Arn);
const mappingOf = (functionId: string) => {
  const { id } = functionsOf(template).get(functionId)!;
  return ofType(template, 'AWS::Lambda::EventSourceMapping').find(
    ([, { Properties }]) => Properties.FunctionName.Ref === id,
  )![1].Properties;
};

describe('the queues', () => {
  it('give a change to the committer and, after it failed often, to the dead letters', () => {
    const [changes, { Properties }] = queueNamed('towpath-changes.fifo');
    const [deadLetters] = queueNamed('towpath-changes-dead-letters.fifo');
    expect(Properties).toMatchObject({
      FifoQueue: true,
      VisibilityTimeout: changeQueue.visibilityTimeoutSeconds,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] },
        maxReceiveCount: changeQueue.maxReceiveCount,
      },
    });
    const mapping = mappingOf('commit-changes');
    expect(plain(mapping.EventSourceArn)).toBe(arnOf(changes));
    expect(mapping.BatchSize).toBe(functions['commit-changes'].trigger.batchSize);
  });

  it('give a report of Argo CD to its function, message by message', () => {
    const [reports, { Properties }] = queueNamed('towpath-reports');
    const [deadLetters] = queueNamed('towpath-dead-letters');
    // Argo CD delays each of its messages, which a FIFO queue refuses.
    expect(Properties.FifoQueue).toBeUndefined();
    expect(Properties).toMatchObject({
      VisibilityTimeout: reportQueue.visibilityTimeoutSeconds,
      MessageRetentionPeriod: reportQueue.retentionSeconds,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] } },
    });
    const mapping = mappingOf('receive-queued-health');
    expect(plain(mapping.EventSourceArn)).toBe(arnOf(reports));
    expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  it('leave the visibility timeout six times the timeout of their functions', () => {
    expect(changeQueue.visibilityTimeoutSeconds).toBe(6 * functions['commit-changes'].timeoutSeconds);
    expect(reportQueue.visibilityTimeoutSeconds).toBe(6 * functions['receive-queued-health'].timeoutSeconds);
  });

  it('are encrypted and refuse what comes without TLS', () => {
    const queues = ofType(template, 'AWS::SQS::Queue');
    const policies = JSON.stringify(ofType(template, 'AWS::SQS::QueuePolicy'));
    for (const [id, { Properties }] of queues) {
      expect(Properties.SqsManagedSseEnabled).toBe(true);
      expect(policies).toContain(`"Queues":[{"Ref":"${id}"}]`);
    }
    expect(policies.match(/"aws:SecureTransport":"false"/g)).toHaveLength(queues.length);
  });
});

describe('the events', () => {
  it('have a bus of their own, which the functions are told of', () => {
    const [bus, { Properties }] = onlyOne(template, 'AWS::Events::EventBus');
    expect(Properties.Name).toBe('towpath');
    for (const { properties } of functionsOf(template).values())
      expect(plain(properties.Environment.Variables[ENV.eventBus])).toBe(`<${bus}>`);
  });

  it('are made of the new rows of the table that the filter lets through', () => {
    const [ledger] = onlyOne(template, 'AWS::DynamoDB::Table');
    const { trigger } = functions['publish-events'];
    const { EventSourceArn, FilterCriteria, ...mapping } = mappingOf('publish-events');
    expect(plain(EventSourceArn)).toBe(`<${ledger}.StreamArn>`);
    expect(mapping).toMatchObject({ StartingPosition: 'TRIM_HORIZON', BatchSize: trigger.batchSize });
    expect(FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern))).toEqual([
      trigger.filter,
    ]);
  });

  it('that cannot be published make room for those behind them and go to the dead letters', () => {
    const [deadLetters] = queueNamed('towpath-dead-letters');
    expect(mappingOf('publish-events')).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: functions['publish-events'].trigger.maximumRetryAttempts,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [deadLetters, 'Arn'] } } },
    });
  });
});

describe('the rules', () => {
  const wanted = manifest.flatMap(([id, { trigger }]) =>
    trigger.kind === 'rules' ? trigger.rules.map((rule) => ({ id, ...rule })) : [],
  );

  const scheduled = manifest.flatMap(([id, { trigger }]) =>
    trigger.kind === 'schedule' ? [{ id, minutes: trigger.everyMinutes }] : [],
  );
  const ruleNamed = (name: string) =>
    ofType(template, 'AWS::Events::Rule').find(
      ([, { Properties }]) => Properties.Name === `towpath-${name}`,
    )![1].Properties;

  it('are those of the manifest and no others', () => {
    const names = [...wanted.map(({ name }) => name), ...scheduled.map(({ id }) => id)];
    expect(ofType(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties.Name)).toEqual(
      names.map((name) => `towpath-${name}`),
    );
  });

  it.each(wanted)('$name has its pattern, and its function as the one target', ({ id, name, pattern }) => {
    const { EventPattern, Targets } = ruleNamed(name);
    expect(EventPattern).toEqual(substitute(pattern, { repository: 'fleet', branch: 'main' }));
    expect(Targets.map(toArn)).toEqual([arnOf(functionsOf(template).get(id)!.id)]);
  });

  it.each(scheduled)(
    '$id runs every $minutes minutes, and what could not begin by the next time is given up',
    ({ id, minutes }) => {
      const { ScheduleExpression, Targets } = ruleNamed(id);
      expect(ScheduleExpression).toBe(`rate(${minutes} minutes)`);
      expect(Targets.map(toArn)).toEqual([arnOf(functionsOf(template).get(id)!.id)]);
      expect(Targets[0].RetryPolicy.MaximumEventAgeInSeconds).toBe(60 * minutes);
    },
  );

  it.each(scheduled)('$id is over before it runs again, and is not retried in between', ({ id, minutes }) => {
    const { id: logicalId, properties } = functionsOf(template).get(id)!;
    expect(properties.Timeout).toBeLessThan(60 * minutes);
    const [, { Properties }] = onlyOne(template, 'AWS::Lambda::EventInvokeConfig');
    expect(Properties).toMatchObject({ FunctionName: { Ref: logicalId }, MaximumRetryAttempts: 0 });
  });

  it('lose no event: targets retry and then give it to the dead letters, and so do their functions', () => {
    const [deadLetters] = queueNamed('towpath-dead-letters');
    for (const [, { Properties }] of ofType(template, 'AWS::Events::Rule'))
      for (const target of Properties.Targets) {
        expect(target.RetryPolicy.MaximumRetryAttempts).toBe(185);
        expect(plain(target.DeadLetterConfig.Arn)).toBe(arnOf(deadLetters));
      }
    for (const { id, name } of wanted) {
      expect(ruleNamed(name).Targets[0].RetryPolicy.MaximumEventAgeInSeconds).toBe(86_400);
      const { DeadLetterConfig } = functionsOf(template).get(id)!.properties;
      expect(plain(DeadLetterConfig.TargetArn)).toBe(arnOf(deadLetters));
    }
  });
});

describe('work in chat', () => {
  it('is taken one piece at a time, is tried ten times, and holds up its own group only', () => {
    const [chat, { Properties }] = queueNamed('towpath-chat.fifo');
    const [deadLetters] = queueNamed('towpath-chat-dead-letters.fifo');
    expect(Properties).toMatchObject({
      FifoQueue: true,
      VisibilityTimeout: chatQueue.visibilityTimeoutSeconds,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] },
        maxReceiveCount: chatQueue.maxReceiveCount,
      },
    });
    const mapping = mappingOf('work-chat');
    expect(plain(mapping.EventSourceArn)).toBe(arnOf(chat));
    expect(mapping.BatchSize).toBe(1);
    expect(chatQueue.visibilityTimeoutSeconds).toBe(6 * functions['work-chat'].timeoutSeconds);
  });

  it("begins with events of Towpath's own bus", () => {
    const [bus] = onlyOne(template, 'AWS::Events::EventBus');
    const rules = ofType(template, 'AWS::Events::Rule').map(([, { Properties: rule }]) => rule);
    const own = rules.filter(({ EventBusName }) => EventBusName && plain(EventBusName) === `<${bus}>`);
    expect(own.map(({ Name }) => Name)).toEqual([
      'towpath-relay-events',
      'towpath-relay-approved',
      'towpath-relay-rollbacks',
      'towpath-propose-by-pull-request',
      'towpath-sync-pull-requests',
    ]);
  });
});
