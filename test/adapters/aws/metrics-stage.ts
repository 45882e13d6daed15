import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { createCloudWatch } from '../../../emulator/src/cloudwatch/service.ts';
import { testPlace } from '../../../emulator/test/support/place.ts';
import { serve } from '../../../emulator/test/support/serve.ts';
import { dimensionsOf } from '../../../src/adapters/aws/alb-dimensions.ts';
import { cloudwatchEvidence } from '../../../src/adapters/aws/cloudwatch-evidence.ts';
import { rule } from '../../support/release-facts.ts';

export const minuteMs = 60_000;
const begin = Date.UTC(2026, 0, 5, 9);

/** Minutes since the begin of the emulated day, 09:00 UTC. */
export const at = (minutes: number): string => new Date(begin + minutes * minuteMs).toISOString();

/** What a target group did in a minute; `seconds` are response times, one for each answer. */
export interface Traffic {
  readonly requests?: number;
  readonly answers5xx?: number;
  readonly unconnected?: number;
  readonly failedOpen?: number;
  readonly seconds?: readonly number[];
}

export type MetricsStage = Awaited<ReturnType<typeof createMetricsStage>>;

/** CloudWatch on a hand-driven clock, and the evidence that reads it over the wire. */
export const createMetricsStage = async () => {
  const place = testPlace();
  const cloudWatch = createCloudWatch(place, { events: { publish: () => undefined } });
  const served = await serve(place.clock, cloudWatch.service);
  const client = new CloudWatchClient(served.config);
  const record = (targetGroup: string, name: string, value: number) => {
    const { loadBalancer: LoadBalancer, targetGroup: TargetGroup } = dimensionsOf(rule, targetGroup);
    const dimensions = { LoadBalancer, TargetGroup };
    cloudWatch.metrics.record({ namespace: 'AWS/ApplicationELB', name, dimensions, value });
  };
  return {
    clock: place.clock,
    client,
    evidence: cloudwatchEvidence(client),
    /** How often CloudWatch was asked for data. */
    calls: () => served.recorder.calls().filter(({ operation }) => operation === 'GetMetricData').length,
    /** Counts what happened in this minute, and nothing at all where nothing did: as the load balancer does. */
    count: (targetGroup: string, { requests, answers5xx, unconnected, failedOpen, seconds = [] }: Traffic) => {
      if (requests) record(targetGroup, 'RequestCount', requests);
      if (answers5xx) record(targetGroup, 'HTTPCode_Target_5XX_Count', answers5xx);
      if (unconnected) record(targetGroup, 'TargetConnectionErrorCount', unconnected);
      if (failedOpen) record(targetGroup, 'UnhealthyRoutingRequestCount', failedOpen);
      for (const one of seconds) record(targetGroup, 'TargetResponseTime', one);
    },
    nextMinute: () => place.clock.advance(minuteMs),
    close: async () => {
      client.destroy();
      cloudWatch.close();
      await served.close();
    },
  };
};

/** As many equal response times. */
export const times = (count: number, seconds: number): number[] => new Array<number>(count).fill(seconds);
