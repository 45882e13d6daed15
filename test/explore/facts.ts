import type { FlagValue } from '../../src/contracts/plan.ts';
import type { Policy } from '../../src/contracts/policy.ts';
import { blue, digestOf, green, policyWith } from '../support/release-facts.ts';

export type SecondPush = 'supersede' | 'queue' | 'refuse';

/** What runs before the first release, and the two versions that are released one after the other. */
export const versions = [
  { tag: '1.4.0', digest: digestOf('a') },
  { tag: '2.0.0', digest: digestOf('b') },
  { tag: '3.0.0', digest: digestOf('c') },
] as const;

/** The flag that is new with each of the two versions. Later versions turn on the flags of earlier ones too. */
const flagOfTag: Readonly<Record<string, string>> = { '2.0.0': 'checkout', '3.0.0': 'search' };

export const flagOf = (digest: string): string | undefined =>
  flagOfTag[versions.find((version) => version.digest === digest)?.tag ?? ''];

export const flagsBefore: Readonly<Record<string, FlagValue>> = {
  checkout: { enabled: false },
  search: { enabled: false },
};
export const imageOf = (digest: string): string => `registry/shop/orders@${digest}`;
export const namespaceOf: Readonly<Record<string, string>> = { [blue]: 'orders-blue', [green]: 'orders-green' };
export const colorOf: Readonly<Record<string, string>> = { [blue]: 'blue', [green]: 'green' };

/** So many percent of the users at each step, and flags at the end: every kind of step, and the way back from each. */
export const policyFor = (secondPush: SecondPush, weights: readonly number[]): Policy =>
  policyWith({
    traffic: {
      ...{ listenerRule: policyWith().traffic.listenerRule, targetGroups: { blue, green } },
      steps: weights.map((weight) => ({ weight })),
    },
    secondPush: { action: secondPush },
    flags: {
      ...{ application: 'shop', environment: 'production', profile: 'features' },
      flip: Object.entries(flagOfTag).map(([tag, key]) => ({ key, enabled: true, versions: `>=${tag}` })),
    },
  });
