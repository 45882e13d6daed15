import * as sdk from '@aws-sdk/client-cloudwatch';
import type { ClientConfig } from '../../client-config.ts';
import type { Place } from '../../ports.ts';
import type { ResourceType } from '../resource-type.ts';

const modelled = [
  'ActionsEnabled',
  'AlarmActions',
  'AlarmDescription',
  'AlarmName',
  'ComparisonOperator',
  'DatapointsToAlarm',
  'Dimensions',
  'EvaluateLowSampleCountPercentile',
  'EvaluationPeriods',
  'ExtendedStatistic',
  'InsufficientDataActions',
  'MetricName',
  'Metrics',
  'Namespace',
  'OKActions',
  'Period',
  'Statistic',
  'Threshold',
  'TreatMissingData',
  'Unit',
];

const modelledOfComposites = [
  'ActionsEnabled',
  'AlarmActions',
  'AlarmDescription',
  'AlarmName',
  'AlarmRule',
  'InsufficientDataActions',
  'OKActions',
];

/** AWS::CloudWatch::Alarm, by PutMetricAlarm, and AWS::CloudWatch::CompositeAlarm, by PutCompositeAlarm. */
export function cloudWatchTypes(config: ClientConfig, place: Place): Record<string, ResourceType> {
  const client = new sdk.CloudWatchClient(config);
  const created = (name: string) => {
    const arn = `arn:aws:cloudwatch:${place.region}:${place.accountId}:alarm:${name}`;
    return { ref: name, attributes: { Arn: arn } };
  };
  return {
    'AWS::CloudWatch::Alarm': {
      properties: modelled,
      ignored: ['Tags'],
      async create({ properties, generatedName }) {
        const AlarmName = properties.optionalString('AlarmName') ?? generatedName();
        const input = { ...properties.request<sdk.PutMetricAlarmCommandInput>(modelled), AlarmName };
        await client.send(new sdk.PutMetricAlarmCommand(input));
        return created(AlarmName);
      },
    },
    'AWS::CloudWatch::CompositeAlarm': {
      properties: modelledOfComposites,
      ignored: ['Tags'],
      async create({ properties, generatedName }) {
        const AlarmName = properties.optionalString('AlarmName') ?? generatedName();
        const request = properties.request<sdk.PutCompositeAlarmCommandInput>(modelledOfComposites);
        await client.send(new sdk.PutCompositeAlarmCommand({ ...request, AlarmName }));
        return created(AlarmName);
      },
    },
  };
}
