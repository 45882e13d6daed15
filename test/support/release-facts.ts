import type { FlagHome } from '../../src/contracts/plan.ts';
import type { Policy as PolicyShape } from '../../src/contracts/policy.ts';
import { Policy } from '../../src/contracts/policy.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import type { Site } from '../../src/contracts/site.ts';
import { strategies } from '../../src/domain/strategies.ts';
import { undoOf } from '../../src/domain/undo.ts';

const arn = (rest: string) => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:${rest}`;
export const rule = arn('listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee');
export const blue = arn('targetgroup/orders-blue/73e2d6bc24d8a067');
export const green = arn('targetgroup/orders-green/09966783158cda59');

const capacity = { replicas: 3, floor: 2 };

/** What a `tidegate.yml` holds before it is parsed. */
export const policyInput = {
  service: 'orders',
  image: { repository: 'shop/orders', tags: '>=1.0.0' },
  cluster: 'production',
  workload: { deployment: 'orders', container: 'app', namespaces: { blue: 'orders-blue', green: 'orders-green' } },
  traffic: { listenerRule: rule, targetGroups: { blue, green } },
  health: { alarms: ['orders-5xx'] },
};

export const policyWith = (changes: object = {}): PolicyShape => Policy.parse({ ...policyInput, ...changes });

export const site: Site = {
  cluster: 'production',
  container: 'app',
  listenerRule: rule,
  stable: { color: 'blue', namespace: 'orders-blue', deployment: 'orders', targetGroup: blue },
  candidate: { color: 'green', namespace: 'orders-green', deployment: 'orders', targetGroup: green },
};

export const home: FlagHome = {
  application: 'a1b2c3d',
  environment: 'e1b2c3d',
  profile: 'p1b2c3d',
  strategy: 's1b2c3d',
};
export const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

export const runningImage = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/orders@${digestOf('a')}`;

const change = { key: 'loyalty-points', before: { enabled: false }, after: { enabled: true } };

/** A whole record of release 7 of orders, 1.4.0 to 2.0.0, that flips a flag at 100. */
export const recordWith = (changes: Partial<ReleaseRecord> = {}): ReleaseRecord => {
  const flags = { home, changes: [{ ...change, at: 100 }] };
  const plan = strategies['blue-green'].plan({ policy: policyWith(), site, capacity, flags, urgent: false });
  return {
    service: 'orders',
    epoch: 7,
    status: 'active',
    holder: 'orders-2.0.0-bbbbbbbbbbbb',
    admittedAt: '2026-11-23T10:00:00.000Z',
    guards: ['orders-5xx'],
    release: {
      strategy: 'blue-green',
      from: { version: '1.4.0', digest: digestOf('a') },
      to: { version: '2.0.0', digest: digestOf('b') },
      image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/orders@${digestOf('b')}`,
      site,
      capacity,
      plan: [...plan],
      undo: [...undoOf(plan, { site, capacity, keep: [], image: runningImage })],
      minimumRequests: 20,
      patienceSeconds: 3600,
      keep: [],
    },
    ...changes,
  };
};

export const release = { service: 'orders', epoch: 7 };
