import type { Clock } from '../clock.ts';
import type { MetricSink } from '../ports.ts';
import type { DimensionSets } from './exchange.ts';
import type { Model, TargetGroup } from './model.ts';
import { ALB_NAMESPACE } from './request-metrics.ts';

const MINUTE_MS = 60_000;

/** Records HealthyHostCount and UnHealthyHostCount of every group in use, each emulated minute, until the answer is called. */
export function startHostCounts(clock: Clock, model: Model, metrics: MetricSink, sets: DimensionSets): () => void {
  let cancel = () => {};
  const scheduleNext = () => {
    cancel = clock.after(MINUTE_MS - (clock.now() % MINUTE_MS), () => {
      for (const group of model.targetGroups.values()) recordGroup(group, metrics, sets);
      scheduleNext();
    });
  };
  scheduleNext();
  return () => cancel();
}

function recordGroup(group: TargetGroup, metrics: MetricSink, sets: DimensionSets): void {
  if (!group.loadBalancer || group.targets.size === 0) return;
  const dimensions = sets.ofTargetGroup(group.loadBalancer, group);
  const states = [...group.targets.values()].map(({ health }) => health.state);
  const record = (name: string, value: number) => metrics.record({ namespace: ALB_NAMESPACE, name, dimensions, value });
  record('HealthyHostCount', states.filter((state) => state === 'healthy').length);
  record('UnHealthyHostCount', states.filter((state) => state === 'unhealthy').length);
}
