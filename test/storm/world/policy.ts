import type { BalancerWorld, Color } from '../../../cli/rehearse/world/balancer.ts';
import type { StrategyName } from '../../../src/contracts/strategy-names.ts';
import { compositeAlarm, metricAlarms } from './alarms.ts';
import { migrationsOfShop } from './shop-database.ts';

/** The one service of a storm, the action of its Ingress, and its flag. */
export const service = 'shop';
export const action = 'shop';
export const flagKey = 'newCheckout';
export const flagAddress = { application: 'shop', environment: 'production', profile: 'features' } as const;

/** What of the policy a scenario may choose. */
export interface PolicyChoices {
  /** `blue-green` by default. With `flag`, pushed versions are released by rolling. */
  readonly strategy?: StrategyName;
  /** Who sets the weights: a rule of the team's own, or the controller of an Ingress. */
  readonly router?: 'rule' | 'ingress';
  /** How an A/B test ends. */
  readonly ends?: 'promote' | 'withdraw';
  readonly weights?: readonly number[];
  /** The weight at which the flag is flipped. */
  readonly flipAt?: number;
  readonly bakeSeconds?: number;
  /** Metric alarms need a longer bake than a composite one, and are looked up. All by default. */
  readonly guards?: 'composite' | 'metric' | 'all';
  readonly drainSeconds?: number;
  /** Whether a person must agree before everybody gets the new version. */
  readonly approval?: true;
  /** The time of day before which nothing goes forward; stories begin at nine. */
  readonly opensAt?: string;
  readonly secondPush?: 'supersede' | 'queue' | 'refuse';
  /** A database whose schema the first version changes, when a person has agreed or at once. */
  readonly database?: 'asked' | 'unasked';
}

/** Two namespaces, two slots in one behind an Ingress, or one place where versions replace each other. */
export type Layout = 'namespaces' | 'ingress' | 'inPlace';

const inPlace: ReadonlySet<StrategyName> = new Set(['rolling', 'recreate', 'flag']);

/** Where a service of this policy lives. */
export const layoutOf = ({ strategy = 'blue-green', router = 'rule' }: PolicyChoices): Layout =>
  router === 'ingress' ? 'ingress' : inPlace.has(strategy) ? 'inPlace' : 'namespaces';

const namespacesOf = {
  namespaces: { blue: 'shop-blue', green: 'shop-green' },
  ingress: { blue: 'shop', green: 'shop' },
  inPlace: { blue: 'shop-blue' },
} as const;

/** Where one color of the service lives. */
export interface PlaceOfColor {
  readonly namespace: string;
  readonly deployment: string;
}

/** The places of a layout; in place there is no green. */
export function placesIn(layout: Layout): Readonly<Partial<Record<Color, PlaceOfColor>>> {
  const { blue, green }: { readonly blue: string; readonly green?: string } = namespacesOf[layout];
  const place = (color: Color, namespace: string) => {
    const deployment = layout === 'ingress' ? `${service}-${color}` : service;
    return { namespace, deployment };
  };
  return { blue: place('blue', blue), ...(green === undefined ? {} : { green: place('green', green) }) };
}

const metric = Object.values(metricAlarms);
const alarmsOf = { composite: [compositeAlarm], metric, all: [compositeAlarm, ...metric] } as const;

function trafficOf({ ruleArn, cohortRuleArn, targetGroups }: BalancerWorld, choices: PolicyChoices) {
  const { weights = [5, 25, 50, 100], guards = 'all', ends = 'promote' } = choices;
  const { bakeSeconds = guards === 'composite' ? 60 : 180, drainSeconds = 30 } = choices;
  const { blue } = targetGroups;
  const groups = layoutOf(choices) === 'inPlace' ? { blue } : targetGroups;
  const cohort = { listenerRule: cohortRuleArn, header: { name: 'x-beta', value: 'yes' }, for: '4m', ends };
  return {
    ...(layoutOf(choices) === 'ingress'
      ? { ingress: { name: service, action } }
      : { listenerRule: ruleArn, targetGroups: groups }),
    ...(cohortRuleArn === undefined ? {} : { cohort }),
    steps: weights.map((weight) => ({ weight, bake: `${bakeSeconds}s` })),
    drain: `${drainSeconds}s`,
  };
}

const gatesOf = ({ approval, opensAt }: PolicyChoices) => ({
  ...(approval === undefined ? {} : { approvals: [{ before: 100, within: '1h' }] }),
  ...(opensAt === undefined ? {} : { windows: [{ from: opensAt, to: '24:00' }] }),
});

/**
 * The policy of the shop, as text. The flag is flipped in the middle, so that a late rollback has flags to undo. Storms promise that
 * every release ends by itself, so nobody is asked unless the story answers; and no breaker cuts their stories short.
 */
export function policyText(balancer: BalancerWorld, choices: PolicyChoices = {}): string {
  const { strategy = 'blue-green', flipAt = 50, guards = 'all', secondPush = 'supersede' } = choices;
  const level = strategy === 'flag' ? 'rolling' : strategy;
  const flags = strategy === 'flag' ? { raise: [{ key: flagKey }] } : { flip: [{ key: flagKey, at: flipAt }] };
  return JSON.stringify({
    service,
    image: { repository: service },
    strategy: { patch: level, minor: level, major: level },
    cluster: service,
    workload: { deployment: service, container: 'app', namespaces: namespacesOf[layoutOf(choices)] },
    traffic: trafficOf(balancer, choices),
    readiness: { within: '60s' },
    smoke: [{ path: '/smoke' }],
    health: { alarms: alarmsOf[guards], minimumRequests: 2, patience: '15m', inconclusive: 'rollBack' },
    breaker: 'off',
    gates: gatesOf(choices),
    flags: { ...flagAddress, ...flags },
    secondPush: { action: secondPush },
    ...(choices.database === undefined ? {} : { migrations: migrationsOfShop(choices.database) }),
  });
}
