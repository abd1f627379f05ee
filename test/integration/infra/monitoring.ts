import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { METRICS } from '../../../src/contract.ts';
import { defaultTemplate, ofType, onlyOne, synthesize, type Template } from './template.ts';

let template: Template;
beforeAll(() => {
  template = defaultTemplate();
});

const runbook = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');
const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
const alarms = () => ofType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

describe('the alarms', () => {
  it('each have a heading of their own in the runbook, and the runbook has no other', () => {
    const names = alarms().map(({ AlarmName }) => String(AlarmName).replace(/^towpath-/, ''));
    expect(names.sort()).toEqual([...headings].sort());
  });

  it('link to that heading', () => {
    for (const { AlarmName, AlarmDescription } of alarms())
      expect(AlarmDescription).toContain(`docs/runbook.md#${AlarmName.replace(/^towpath-/, '')}`);
  });

  it('are few, each on one metric: ten are free of charge', () => {
    expect(alarms().length).toBeLessThanOrEqual(11);
    for (const { Metrics } of alarms()) expect(Metrics).toBeUndefined();
  });

  it('look at metrics that the code writes, under the dimension that it writes', () => {
    const own = alarms().filter(({ Namespace }) => Namespace === METRICS.namespace);
    expect(own.length).toBeGreaterThan(4);
    for (const { MetricName, Dimensions } of own) {
      expect(Object.values(METRICS)).toContain(MetricName);
      expect(Dimensions).toEqual([{ Name: 'service', Value: 'towpath' }]);
    }
  });

  it('tell nobody unless there is an address, and then by a topic that takes TLS only', () => {
    expect(ofType(template, 'AWS::SNS::Topic')).toEqual([]);
    const told = synthesize({ context: { 'towpath:alarmEmail': 'oncall@example.com' } });
    const [topic] = onlyOne(told, 'AWS::SNS::Topic');
    for (const [, { Properties }] of ofType(told, 'AWS::CloudWatch::Alarm'))
      expect(Properties.AlarmActions).toEqual([{ Ref: topic }]);
    expect(JSON.stringify(onlyOne(told, 'AWS::SNS::TopicPolicy'))).toContain('aws:SecureTransport');
    expect(onlyOne(told, 'AWS::SNS::Subscription')[1].Properties.Endpoint).toBe('oncall@example.com');
  });
});

it('the dashboard shows what people ask for', () => {
  const [, { Properties }] = onlyOne(template, 'AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(Properties.DashboardBody);
  const { promotionSucceeded, requestToCommit, waitedForPeople, healthReport, commitConflict } = METRICS;
  for (const metric of [promotionSucceeded, requestToCommit, waitedForPeople, healthReport, commitConflict])
    expect(body).toContain(metric);
  expect(body).toContain('ApproximateNumberOfMessagesVisible');
  expect(body).toContain('RepairedWait');
  expect(body).toContain('ConsumedWriteCapacityUnits');
});
