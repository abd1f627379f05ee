import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { functions } from '../../../functions/manifest.ts';
import { defaultTemplate, functionsOf, ofType, synthesize, type Template } from './template.ts';

describe('synthesis', () => {
  it("finds nothing wrong, by cdk-nag's rules and by AWS's own", () => {
    expect(defaultTemplate()).toHaveProperty('Resources');
  });

  it("refuses what cdk-nag or AWS's own rules find", () => {
    // The report is printed, too.
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => printed.mockRestore());
    const Statement = [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }];
    const policyDocument = { Version: '2012-10-17', Statement };
    const planted = () =>
      synthesize({
        plant: (stack) => {
          new CfnPolicy(stack, 'Policy', { policyName: 'planted', policyDocument, roles: ['someone'] });
          new CfnQueue(stack, 'Queue', { messageRetentionPeriod: 99_999_999 });
        },
      });
    expect(planted).toThrow(/AwsSolutions-IAM5\[Action::s3:\*\].*CloudFormation-Validate::F3034/s);
  });
});

/** What the rules of AWS say is asked of the default installation; they take a second. */
const UNCHECKED = { '@aws-cdk/core:validateAgainstDefaultRules': false };

/** Names that are the same in every installation: of metrics, of a stage of an API, of an alias. */
const SHARED = {
  has: (key: string, value: string): boolean => key === 'MetricName' || ['$default', 'live'].includes(value),
};

describe('an installation of another name', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesize({
      context: { 'towpath:name': 'canal', 'towpath:reserveConcurrency': 'false', ...UNCHECKED },
    });
  });

  it('shares no name with the default one', () => {
    const names = Object.values(template.Resources).flatMap(({ Properties }) =>
      Object.entries(Properties).flatMap(([key, value]) =>
        /^(\w+Name|Name)$/.test(key) && typeof value === 'string' && !SHARED.has(key, value) ? [value] : [],
      ),
    );
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !name.includes('canal'))).toEqual([]);
  });

  it('reserves no concurrency when it is told not to', () => {
    const reserved = (of: Template) =>
      [...functionsOf(of)].filter(([, { properties }]) => 'ReservedConcurrentExecutions' in properties);
    expect(reserved(template)).toEqual([]);
    expect(reserved(defaultTemplate()).map(([id]) => id)).toEqual(['commit-changes']);
  });
});

describe('an installation without Slack', () => {
  it('has no secret, function, queue, route or rule for it, and all else', () => {
    const off = synthesize({ context: { 'towpath:slack': 'false', ...UNCHECKED } });
    const ofSlack = Object.keys(functions).filter((id) => !functionsOf(off).has(id));
    expect(ofSlack.sort()).toEqual(['receive-slack', 'relay-events', 'work-chat']);
    expect(JSON.stringify(off)).not.toMatch(/towpath\/slack|v1\/slack|towpath-chat|CHAT_QUEUE|SLACK_SECRET/);
    const count = (of: Template, type: string) => ofType(of, type).length;
    for (const [type, fewer] of [
      ['AWS::SecretsManager::Secret', 1],
      ['AWS::SQS::Queue', 2],
      ['AWS::ApiGatewayV2::Route', 2],
      ['AWS::Events::Rule', 3],
      ['AWS::Lambda::EventSourceMapping', 1],
    ] as const)
      expect(count(defaultTemplate(), type) - count(off, type), type).toBe(fewer);
  });
});

describe('an installation to whose queue no Argo CD reports', () => {
  it('has neither the queue nor what reads it, nor is told of it', () => {
    const off = synthesize({ context: { 'towpath:reportQueue': 'false', ...UNCHECKED } });
    expect(Object.keys(functions).filter((id) => !functionsOf(off).has(id))).toEqual([
      'receive-queued-health',
    ]);
    expect(JSON.stringify(off)).not.toMatch(/towpath-reports|ReportQueue/);
    const count = (of: Template, type: string) => ofType(of, type).length;
    for (const type of ['AWS::SQS::Queue', 'AWS::Lambda::EventSourceMapping', 'AWS::IAM::Role'])
      expect(count(defaultTemplate(), type) - count(off, type), type).toBe(1);
  });
});
