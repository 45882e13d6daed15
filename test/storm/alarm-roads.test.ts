import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from '@jest/globals';
import { compositeAlarm, metricAlarms } from './world/alarms.ts';
import { openWorld, type World } from './world/world.ts';

let world: World;
afterEach(() => world.close());

const roads = ['the event bus', 'its own action', 'a topic'] as const;
type Road = (typeof roads)[number];

/** Opens a world with a release on its way, whose one alarm reaches roll-back by one road alone. */
async function openWith(road: Road, guards: 'composite' | 'metric'): Promise<void> {
  world = await openWorld({ seed: 3, policy: { guards, weights: [25, 100], flipAt: 25 } });
  const { cloud, operator } = world;
  const actions = actionsOf(road);
  if (guards === 'composite') await giveComposite(operator.cloudWatch, actions);
  else await giveMetric(operator.cloudWatch, actions);
  if (road !== 'the event bus') {
    const rule = { service: 'lambda', caller: `${world.functionName('rollBack')}-rule-1`, times: 100 };
    cloud.faults.breakNext(rule, { kind: 'error', name: 'AccessDeniedException', message: 'closed', statusCode: 403 });
  }
  world.push('1.1.0', 'good');
  await cloud.clock.sleep(60_000);
}

function actionsOf(road: Road): string[] {
  const { createdResources } = world.cloud;
  if (road === 'the event bus') return [];
  if (road === 'its own action')
    return [`arn:aws:lambda:eu-west-1:123456789012:function:${world.functionName('rollBack')}`];
  return Object.values(createdResources).filter((id) => id.startsWith('arn:aws:sns:') && id.split(':').length === 6);
}

async function giveComposite(cloudWatch: CloudWatchClient, AlarmActions: string[]): Promise<void> {
  const { CompositeAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [compositeAlarm], AlarmTypes: ['CompositeAlarm'] }),
  );
  const AlarmRule = CompositeAlarms[0]?.AlarmRule ?? '';
  await cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName: compositeAlarm, AlarmRule, AlarmActions }));
}

async function giveMetric(cloudWatch: CloudWatchClient, AlarmActions: string[]): Promise<void> {
  await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [compositeAlarm] }));
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [metricAlarms.green] }));
  const { Namespace, MetricName, Dimensions, Statistic, Period } = MetricAlarms[0] ?? {};
  const { EvaluationPeriods, Threshold, ComparisonOperator, TreatMissingData } = MetricAlarms[0] ?? {};
  const metric = { Namespace, MetricName, Dimensions, Statistic, Period };
  const condition = { EvaluationPeriods, Threshold, ComparisonOperator, TreatMissingData };
  await cloudWatch.send(
    new PutMetricAlarmCommand({ AlarmName: metricAlarms.green, ...metric, ...condition, AlarmActions }),
  );
}

/** What roll-back called from the alarm until the load balancer was told, that call included. */
async function callsUntilSafe(alarm: string): Promise<readonly string[]> {
  const { cloud, operator } = world;
  const since = cloud.clock.now();
  const state = { AlarmName: alarm, StateValue: 'ALARM', StateReason: 'users see errors' } as const;
  await operator.cloudWatch.send(new SetAlarmStateCommand(state));
  await cloud.clock.sleep(10_000);
  const calls = cloud.recorder.calls({ caller: world.functionName('rollBack'), since }).toSorted((a, b) => a.at - b.at);
  const operations = calls.map(({ service, operation }) => `${service}:${operation}`);
  return operations.slice(0, operations.indexOf('elasticloadbalancing:ModifyRule') + 1);
}

describe('from the alarm to ModifyRule', () => {
  it.each(roads)('are two calls when the alarm by %s tells the service', async (road) => {
    await openWith(road, 'composite');
    expect(await callsUntilSafe(compositeAlarm)).toEqual(['dynamodb:UpdateItem', 'elasticloadbalancing:ModifyRule']);
  });

  it.each(roads)('are three calls when the service of an alarm by %s must be looked up', async (road) => {
    await openWith(road, 'metric');
    expect(await callsUntilSafe(metricAlarms.green)).toEqual([
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'elasticloadbalancing:ModifyRule',
    ]);
  });
});
