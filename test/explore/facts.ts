import type { FlagValue } from '../../src/contracts/plan.ts';
import type { Policy } from '../../src/contracts/policy.ts';
import type { Environment } from '../../src/contracts/site.ts';
import type { StrategyName } from '../../src/contracts/strategy-names.ts';
import type { Route } from '../../src/ports/routes.ts';
import { blue, digestOf, green, policyWith, rule } from '../support/release-facts.ts';

export type SecondPush = 'supersede' | 'queue' | 'refuse';

/** What is released, and how. */
export interface Setting {
  readonly strategy: StrategyName;
  /** How an A/B test ends. */
  readonly ends?: 'promote' | 'withdraw';
  readonly secondPush: SecondPush;
  /** Whether a person must agree before users move. */
  readonly approval?: true;
  /** The steps by which users move, in percent; the last is 100. */
  readonly weights: readonly number[];
}

/** What runs before the first release, and the two versions that are released one after the other. */
export const versions = [
  { tag: '1.4.0', digest: digestOf('a') },
  { tag: '2.0.0', digest: digestOf('b') },
  { tag: '3.0.0', digest: digestOf('c') },
] as const;

/** The flag that is new with each of the two versions. Later versions turn on the flags of earlier ones too. */
const flagOfTag: Readonly<Record<string, string>> = { '2.0.0': 'checkout', '3.0.0': 'search' };

/** The flags that are released one after the other where no version is. */
export const raisedFlags = ['checkout', 'search'] as const;

export const flagsBefore: Readonly<Record<string, FlagValue>> = {
  checkout: { enabled: false },
  search: { enabled: false },
};
export const imageOf = (digest: string): string => `registry/shop/orders@${digest}`;
export const colorOf: Readonly<Record<string, 'blue' | 'green'>> = { [blue]: 'blue', [green]: 'green' };

/** Blue and green are two namespaces, or two names in one. */
export const colorAt = ({ namespace, deployment }: Pick<Environment, 'namespace' | 'deployment'>): 'blue' | 'green' =>
  `${namespace}/${deployment}`.includes('green') ? 'green' : 'blue';

export const cohortRule = rule.replace(/\w+$/, 'c0c0c0c0c0c0c0c0');

const ingress = {
  ...{ cluster: 'production', namespace: 'orders', ingress: 'orders', action: 'orders' },
  services: { [blue]: { name: 'orders-blue', port: '80' }, [green]: { name: 'orders-green', port: '80' } },
};

/** Where the load balancer controller has put the Ingress. */
export const ingressRoute: Route = { listenerRule: rule, targetGroups: { blue, green }, ingress };

const namespaces = ({ strategy }: Setting) =>
  strategy === 'canary' ? { blue: 'orders', green: 'orders' } : { blue: 'orders-blue', green: 'orders-green' };

const cohortOf = ({ ends = 'promote' }: Setting) => ({
  ...{ listenerRule: cohortRule, header: { name: 'x-early', value: 'yes' }, for: '5m', ends },
});

const traffic = (setting: Setting) => ({
  ...(setting.strategy === 'canary'
    ? { ingress: { name: ingress.ingress, action: ingress.action } }
    : { listenerRule: rule, targetGroups: { blue, green } }),
  ...(setting.strategy === 'ab-test' ? { cohort: cohortOf(setting) } : {}),
  steps: setting.weights.map((weight) => ({ weight })),
});

const flags = ({ strategy }: Setting) => ({
  ...{ application: 'shop', environment: 'production', profile: 'features' },
  ...(strategy === 'flag'
    ? { raise: raisedFlags.map((key) => ({ key })) }
    : { flip: Object.entries(flagOfTag).map(([tag, key]) => ({ key, enabled: true, versions: `>=${tag}` })) }),
});

/**
 * So many percent of the users at each step, and flags at the end: every kind of step, and the way back from each. What is recreated
 * has no flags, so that all its own interleavings fit.
 */
export const policyFor = (setting: Setting): Policy => {
  const { strategy, secondPush } = setting;
  const level = strategy === 'flag' ? 'rolling' : strategy;
  return policyWith({
    strategy: { patch: level, minor: level, major: level },
    workload: { deployment: 'orders', container: 'app', namespaces: namespaces(setting) },
    traffic: traffic(setting),
    secondPush: { action: secondPush },
    ...(setting.approval === undefined
      ? {}
      : { gates: { approvals: [{ before: setting.weights[0], within: '10m' }] } }),
    ...(strategy === 'recreate' ? {} : { flags: flags(setting) }),
  });
};
