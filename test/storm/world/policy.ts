import type { BalancerWorld } from '../../../cli/rehearse/world/balancer.ts';
import { compositeAlarm, metricAlarms } from './alarms.ts';

/** The one service of a storm, and where it lives. */
export const service = 'shop';
export const namespaces = { blue: 'shop-blue', green: 'shop-green' } as const;
export const flagKey = 'newCheckout';
export const flagAddress = { application: 'shop', environment: 'production', profile: 'features' } as const;

/** What of the policy a scenario may choose. */
export interface PolicyChoices {
  readonly weights?: readonly number[];
  /** The weight at which the flag is flipped. */
  readonly flipAt?: number;
  readonly bakeSeconds?: number;
  /** Metric alarms need a longer bake than a composite one, and are looked up. All by default. */
  readonly guards?: 'composite' | 'metric' | 'all';
  readonly drainSeconds?: number;
  readonly secondPush?: 'supersede' | 'queue' | 'refuse';
}

const metric = Object.values(metricAlarms);
const alarmsOf = { composite: [compositeAlarm], metric, all: [compositeAlarm, ...metric] } as const;

/** The policy of the shop, as text. The flag is flipped in the middle, so that a late rollback has flags to undo. */
export function policyText({ ruleArn, targetGroups }: BalancerWorld, choices: PolicyChoices = {}): string {
  const { weights = [5, 25, 50, 100], flipAt = 50, guards = 'all' } = choices;
  const { bakeSeconds = guards === 'composite' ? 60 : 180, drainSeconds = 30, secondPush = 'supersede' } = choices;
  return JSON.stringify({
    service,
    image: { repository: service },
    cluster: service,
    strategy: { patch: 'blue-green', minor: 'blue-green', major: 'blue-green' },
    workload: { deployment: service, container: 'app', namespaces },
    traffic: {
      listenerRule: ruleArn,
      targetGroups,
      steps: weights.map((weight) => ({ weight, bake: `${bakeSeconds}s` })),
      drain: `${drainSeconds}s`,
    },
    readiness: { within: '60s' },
    smoke: [{ path: '/smoke' }],
    health: { alarms: alarmsOf[guards], minimumRequests: 2, patience: '15m' },
    flags: { ...flagAddress, flip: [{ key: flagKey, at: flipAt }] },
    secondPush: { action: secondPush },
  });
}
