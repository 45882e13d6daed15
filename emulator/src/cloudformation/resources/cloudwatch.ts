import * as sdk from '@aws-sdk/client-cloudwatch';
import type { Place } from '../../ports.ts';
import type { ResourceType } from '../resource-type.ts';
import type { ClientConfig } from './client-config.ts';

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

/** AWS::CloudWatch::Alarm, by PutMetricAlarm. */
export function cloudWatchTypes(config: ClientConfig, place: Place): Record<string, ResourceType> {
  const client = new sdk.CloudWatchClient(config);
  return {
    'AWS::CloudWatch::Alarm': {
      properties: modelled,
      ignored: ['Tags'],
      async create({ properties, generatedName }) {
        const AlarmName = properties.optionalString('AlarmName') ?? generatedName();
        const input = { ...properties.request<sdk.PutMetricAlarmCommandInput>(modelled), AlarmName };
        await client.send(new sdk.PutMetricAlarmCommand(input));
        const arn = `arn:aws:cloudwatch:${place.region}:${place.accountId}:alarm:${AlarmName}`;
        return { ref: AlarmName, attributes: { Arn: arn } };
      },
    },
  };
}
