import type { Strategy } from './model.ts';

/** From `afterMs` emulated milliseconds on, `percentage` of the clients get the new configuration. */
export interface GrowthStep {
  readonly afterMs: number;
  readonly percentage: number;
}

/**
 * The steps of a deployment, evenly spread over its duration; the last one is always 100. Linear growth adds the factor each
 * time, exponential growth doubles it: G·2^N.
 * https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-creating-deployment-strategy.html
 */
export function growthSteps(strategy: Strategy): readonly GrowthStep[] {
  if (strategy.durationMinutes === 0) return [{ afterMs: 0, percentage: 100 }];
  const percentages = percentagesOf(strategy);
  const intervalMs = (strategy.durationMinutes * 60_000) / percentages.length;
  return percentages.map((percentage, index) => ({ afterMs: index * intervalMs, percentage }));
}

function percentagesOf({ growthType, growthFactor }: Strategy): readonly number[] {
  const percentages: number[] = [];
  for (let percentage = growthFactor; percentage < 100; ) {
    percentages.push(percentage);
    percentage = growthType === 'LINEAR' ? percentage + growthFactor : percentage * 2;
  }
  return [...percentages, 100];
}
