import type { StrategyName } from '../../../src/contracts/strategy-names.ts';
import type { Balancer } from './balancer.ts';

/** The one service of these stories, its cluster and its container image. */
export const service = 'shop';
export const action = 'shop';

/** Two namespaces behind a rule of our own, two slots behind an Ingress, or one place where versions replace each other. */
export type Layout = 'namespaces' | 'ingress' | 'inPlace';

/** Guards the service by its name. */
export const guard = `tidegate--${service}--errors`;

const namespacesOf = {
  namespaces: { blue: 'shop-blue', green: 'shop-green' },
  ingress: { blue: 'shop', green: 'shop' },
  inPlace: { blue: 'shop' },
} as const;

/** Where one color of the service lives. */
export interface PlaceOfColor {
  readonly namespace: string;
  readonly deployment: string;
}

/** Where the two colors live; in place both are one. */
export function placesIn(layout: Layout): Readonly<Record<'blue' | 'green', PlaceOfColor>> {
  const place = (color: 'blue' | 'green') => {
    const { blue, green = blue }: { readonly blue: string; readonly green?: string } = namespacesOf[layout];
    const deployment = layout === 'ingress' ? `${service}-${color}` : service;
    return { namespace: color === 'blue' ? blue : green, deployment };
  };
  return { blue: place('blue'), green: place('green') };
}

/** What of the policy a story chooses. */
export interface PolicyChoices {
  readonly strategy: StrategyName;
  readonly weights?: readonly number[];
  readonly bakeSeconds?: number;
  readonly drainSeconds?: number;
  readonly readySeconds?: number;
  readonly minimumRequests?: number;
  readonly smokePath?: string;
  readonly accept?: readonly { readonly finding: string; readonly because: string }[];
  /** Over what is said of health here. */
  readonly health?: object;
  /** Parts that are not there otherwise. */
  readonly more?: {
    readonly gates?: object;
    readonly breaker?: object | 'off';
    readonly budget?: object;
    readonly migrations?: object;
    readonly flags?: object;
  };
}

/** The policy as text. */
export function policyText(layout: Layout, { ruleArn, targetGroups }: Balancer, choices: PolicyChoices): string {
  const { strategy, weights = [50, 100], bakeSeconds = 60, drainSeconds = 30, readySeconds = 60 } = choices;
  const { minimumRequests = 5, smokePath, accept = [], health, more } = choices;
  const { blue, green } = targetGroups;
  const groups = layout === 'inPlace' ? { blue } : { blue, green };
  const router =
    layout === 'ingress' ? { ingress: { name: service, action } } : { listenerRule: ruleArn, targetGroups: groups };
  return JSON.stringify({
    service,
    image: { repository: service },
    strategy: { patch: strategy, minor: strategy, major: strategy },
    cluster: service,
    workload: { deployment: service, container: 'app', namespaces: namespacesOf[layout] },
    traffic: {
      ...router,
      steps: weights.map((weight) => ({ weight, bake: `${bakeSeconds}s` })),
      drain: `${drainSeconds}s`,
    },
    readiness: { within: `${readySeconds}s` },
    smoke: smokePath === undefined ? [] : [{ path: smokePath }],
    health: { alarms: [guard], minimumRequests, patience: '20m', inconclusive: 'rollBack', ...health },
    preflight: { accept },
    ...more,
  });
}
