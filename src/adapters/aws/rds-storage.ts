import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { secondsBefore } from '../../domain/instants.ts';
import type { Storage } from '../../ports/storage.ts';
import { calling } from './call-failed.ts';

const spanSeconds = 900;
const periodSeconds = 60;

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html ("FreeStorageSpace") */
const queryOf = (instance: string) => ({
  Id: 'free',
  MetricStat: {
    Metric: {
      Namespace: 'AWS/RDS',
      MetricName: 'FreeStorageSpace',
      Dimensions: [{ Name: 'DBInstanceIdentifier', Value: instance }],
    },
    Period: periodSeconds,
    Stat: 'Minimum',
  },
});

/** Disks of RDS instances, as CloudWatch has them. */
export const rdsStorage = (client: CloudWatchClient): Storage => ({
  freeBytes: async (instance, now) => {
    const request = new GetMetricDataCommand({
      MetricDataQueries: [queryOf(instance)],
      StartTime: new Date(secondsBefore(now, spanSeconds)),
      EndTime: new Date(now),
    });
    const { MetricDataResults = [] } = await calling('GetMetricData', () => client.send(request));
    const values = MetricDataResults.flatMap(({ Values = [] }) => Values);
    return values.length === 0 ? null : Math.floor(Math.min(...values));
  },
});
