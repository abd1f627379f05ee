import { Validations } from 'aws-cdk-lib';
import { Alarm, Dashboard, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { TowpathConfig } from '../config.ts';
import type { Names } from '../names.ts';
import { ALARMS, type AlarmSpec } from './alarms.ts';
import { dashboardRows, sectionsOf } from './dashboard.ts';
import type { Functions } from './functions.ts';
import { type Measured, metricsOf } from './metrics.ts';

export interface MonitoringProps extends Measured {
  readonly config: TowpathConfig;
  readonly functions: Functions;
}

/** Alarms, each explained in docs/runbook.md, a dashboard, and who is told. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { names, config } = props;
    const metrics = metricsOf(props);
    const action = config.alarmEmail === undefined ? undefined : this.notify(names, config.alarmEmail);
    const alarms = Object.entries<AlarmSpec>(ALARMS).map(([name, { description, metric, when }]) => {
      const alarm = new Alarm(this, name, {
        ...(typeof when === 'function' ? when(config) : when),
        alarmName: names.of(name),
        alarmDescription: `${description} See docs/runbook.md#${name}`,
        metric: metric(metrics),
      });
      if (action) alarm.addAlarmAction(action);
      return alarm;
    });
    new Dashboard(this, 'Dashboard', {
      dashboardName: names.dashboard,
      periodOverride: PeriodOverride.AUTO,
      widgets: dashboardRows(sectionsOf(metrics), alarms),
    });
  }

  private notify(names: Names, address: string): SnsAction {
    const topic = new Topic(this, 'Topic', { topicName: names.of('alarms'), enforceSSL: true });
    topic.addSubscription(new EmailSubscription(address));
    Validations.of(topic).acknowledge({
      id: 'AwsSolutions-SNS2',
      reason:
        'CloudWatch may not use the key that AWS manages for SNS, and what an alarm says is no secret: its name and a number.',
    });
    return new SnsAction(topic);
  }
}
