import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ALARMS, WRITE_UNITS } from '../../../infra/constructs/alarms.ts';
import { METRICS } from '../../../src/contract.ts';
import { defaultTemplate, ofType, onlyOne, synthesize, type Template } from './template.ts';

let template: Template;
beforeAll(() => {
  template = defaultTemplate();
});

const runbook = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');
const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);

const nameOf = (alarm: string): string => alarm.replace(/^towpath-/, '');
const alarmsOf = (of: Template) =>
  new Map(
    ofType(of, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => [
      nameOf(Properties.AlarmName),
      Properties,
    ]),
  );
const alarms = () => [...alarmsOf(template)];

/** Graphs of the dashboard that name an alarm, with their metrics as `<namespace> <name>`. */
function topics() {
  const [, { Properties }] = onlyOne(template, 'AWS::CloudWatch::Dashboard');
  // References stand between the pieces of the text.
  const pieces: unknown[] = Properties.DashboardBody['Fn::Join'][1];
  const body = JSON.parse(pieces.map((piece) => (typeof piece === 'string' ? piece : 'ref')).join(''));
  const widgets: { properties: { title?: string; metrics?: string[][] } }[] = body.widgets;
  return widgets.flatMap(({ properties: { title = '', metrics = [] } }) => {
    const [, about, alarm] = /^(.+) \[(.+)\]$/.exec(title) ?? [];
    const shown = metrics.map(([namespace, name]) => `${namespace} ${name}`);
    return about === undefined || alarm === undefined ? [] : [{ about, alarm, shown }];
  });
}

describe('the alarms', () => {
  it('each have a heading of their own in the runbook, and the runbook has no other', () => {
    expect(alarms().map(([name]) => name)).toEqual(Object.keys(ALARMS));
    expect(Object.keys(ALARMS).sort()).toEqual([...headings].sort());
  });

  it('link to that heading', () => {
    for (const [name, { AlarmDescription }] of alarms())
      expect(AlarmDescription).toContain(`docs/runbook.md#${name}`);
  });

  it('are ten at most, each on one metric: so many are free of charge', () => {
    expect(alarms().length).toBeLessThanOrEqual(10);
    for (const [, { Metrics }] of alarms()) expect(Metrics).toBeUndefined();
  });

  it('look at metrics that the code writes, under the dimension that it writes', () => {
    const own = alarms().filter(([, { Namespace }]) => Namespace === METRICS.namespace);
    expect(own.length).toBeGreaterThan(4);
    for (const [, { MetricName, Dimensions }] of own) {
      expect(Object.values(METRICS)).toContain(MetricName);
      expect(Dimensions).toEqual([{ Name: 'service', Value: 'towpath' }]);
    }
  });

  it('go off when a sweep does not come, and keep their state between two looks at dead letters', () => {
    const silence = alarms().map(([name, { TreatMissingData }]) => [name, TreatMissingData]);
    expect(Object.fromEntries(silence.filter(([, how]) => how !== 'notBreaching'))).toEqual({
      'sweep-failed': 'breaching',
      'dead-letters': 'ignore',
    });
  });

  it('of costs is about a day, at what the promotions write that are expected in it', () => {
    const busy = synthesize({ context: { 'towpath:promotionsPerDay': '25' } });
    const [first, second] = [template, busy].map((of) => alarmsOf(of).get('costs'));
    expect(first).toMatchObject({ Period: 86_400, EvaluationPeriods: 1, Threshold: 1000 * WRITE_UNITS });
    expect(second).toMatchObject({ Threshold: 25 * WRITE_UNITS });
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

describe('the topics of the dashboard', () => {
  it('are what people ask about, each with an alarm of its own', () => {
    expect(Object.fromEntries(topics().map(({ about, alarm }) => [about, alarm]))).toEqual({
      'Promotions by outcome': 'promotion-failed',
      'From push, or request, to commit (ms)': 'slow-commits',
      'Waiting for people (ms), and overdue': 'overdue',
      'Health reports': 'health-reports-refused',
      'Commits: changes in one, conflicts': 'commit-conflicts',
      'Dead letters, waiting changes': 'dead-letters',
      'Repaired by the sweep': 'repairs',
      'Sweeps that failed, broken files': 'sweep-failed',
      'API: requests, refusals, errors': 'server-errors',
      'Table: units read and written': 'costs',
    });
  });

  it('leave no alarm out, and none has two', () => {
    expect(
      topics()
        .map(({ alarm }) => alarm)
        .sort(),
    ).toEqual(Object.keys(ALARMS).sort());
  });

  it('show what their alarms watch', () => {
    const watched = alarmsOf(template);
    for (const { alarm, shown } of topics()) {
      const { Namespace, MetricName } = watched.get(alarm)!;
      expect(shown, alarm).toContain(`${Namespace} ${MetricName}`);
    }
  });

  it('show each queue that holds dead letters, and what it costs', () => {
    const shown = topics().flatMap((topic) => topic.shown);
    expect(shown.filter((metric) => metric === 'AWS/SQS ApproximateNumberOfMessagesVisible')).toHaveLength(4);
    expect(shown).toContain('AWS/DynamoDB ConsumedReadCapacityUnits');
  });
});
