import type { Announcement } from '../../src/contracts/announcements.ts';
import type { FlagValue, ReleaseRecord } from '../../src/contracts/release.ts';
import { safeSplit } from '../../src/domain/split.ts';
import type { AlarmReading } from '../../src/ports/evidence.ts';
import type { AbortCause, Ledger, StatusMove } from '../../src/ports/ledger.ts';
import type { Split } from '../../src/ports/traffic.ts';
import { blue, digestOf, green, home, policyWith, rule, site } from './release-facts.ts';

const abortable = (record: ReleaseRecord, { epoch, alarm }: AbortCause): boolean =>
  ['active', 'aborting'].includes(record.status) &&
  (epoch === undefined || epoch === record.epoch) &&
  (alarm === undefined || (record.guards.includes(alarm.name) && record.admittedAt < alarm.firedAt));

/** All ports over plain values, with a log of every call, so that a test can stop the world between two of them. */
export const worldInMemory = (stored?: ReleaseRecord) => {
  const calls: string[] = [];
  const after = new Map<string, () => void>();
  const world = {
    record: stored,
    split: { ...safeSplit(site), sticky: false },
    flags: { 'loyalty-points': { enabled: false } } as Record<string, FlagValue>,
    healthy: 3,
    requests: 0,
    alarms: [{ alarm: 'orders-5xx', state: 'ok', noticeSeconds: 60 }] as AlarmReading[],
    policy: policyWith() as ReturnType<typeof policyWith> | undefined,
    deployed: false,
    gone: true,
    announced: [] as Announcement[],
    history: [] as ReleaseRecord[],
    executions: new Map<string, unknown>(),
    answer: { status: 200, body: 'ok' },
  };
  const called = async <T>(name: string, answer: () => T): Promise<T> => {
    calls.push(name);
    const value = answer();
    after.get(name)?.();
    return value;
  };
  const ledger: Ledger = {
    read: () => called('ledger.read', () => world.record),
    admit: (record) =>
      called('ledger.admit', () => {
        if (world.record !== undefined && world.record.status !== 'free') return undefined;
        world.record = record;
        return record;
      }),
    abort: (_, cause) =>
      called('ledger.abort', () => {
        if (world.record === undefined || !abortable(world.record, cause)) return undefined;
        world.record = {
          ...world.record,
          status: 'aborting',
          abortedBecause: world.record.abortedBecause ?? cause.because,
        };
        return world.record;
      }),
    move: (_, { epoch, from, to, conclusion }: StatusMove) =>
      called('ledger.move', () => {
        if (world.record?.epoch !== epoch || !from.includes(world.record.status)) return undefined;
        world.record = { ...world.record, status: to, ...(conclusion === undefined ? {} : { conclusion }) };
        return world.record;
      }),
  };
  const ports = {
    ledger,
    traffic: {
      set: (split: Split) => called('traffic.set', () => void (world.split = { ...split, sticky: false })),
      read: () => called('traffic.read', () => world.split),
    },
    targets: { count: () => called('targets.count', () => ({ healthy: world.healthy, registered: 3 })) },
    flags: {
      locate: () => called('flags.locate', () => home),
      read: () => called('flags.read', () => ({ values: world.flags })),
      patch: (_: unknown, values: Readonly<Record<string, FlagValue>>) =>
        called('flags.patch', () => void (world.flags = { ...world.flags, ...values })),
    },
    workload: {
      running: () =>
        called('workload.running', () => ({
          image: `x/orders@${digestOf('a')}`,
          version: '1.4.0',
          replicas: 3,
          floor: null,
        })),
      deploy: () => called('workload.deploy', () => void (world.deployed = true)),
      readiness: () => called('workload.readiness', () => ({ wanted: 3, ready: 3, stuck: null })),
      remove: () =>
        called('workload.remove', () => {
          world.deployed = false;
          return world.gone;
        }),
      restoreFloor: () => called('workload.restoreFloor', () => undefined),
    },
    knocker: { knock: () => called('knocker.knock', () => world.answer) },
    evidence: {
      alarms: () => called('evidence.alarms', () => world.alarms),
      requests: () => called('evidence.requests', () => world.requests),
    },
    images: {
      resolve: (_: string, tag: string) =>
        called('images.resolve', () =>
          tag === '9.9.9' ? undefined : { digest: digestOf('b'), image: `x/orders@${digestOf('b')}` },
        ),
      tagsOf: () => called('images.tagsOf', () => ['1.4.0']),
    },
    policies: {
      of: () => called('policies.of', () => world.policy),
      ofRepository: () => called('policies.ofRepository', () => (world.policy === undefined ? [] : [world.policy])),
      put: () => called('policies.put', () => undefined),
    },
    guards: { servicesOf: () => called('guards.servicesOf', () => ['orders']) },
    history: {
      write: (record: ReleaseRecord) => called('history.write', () => void world.history.push(record)),
      list: () => called('history.list', () => world.history),
    },
    announcer: { announce: (news: Announcement) => called('announce', () => void world.announced.push(news)) },
    executions: {
      start: (name: string, input: unknown) =>
        called('executions.start', () => {
          if (world.executions.has(name)) return 'already' as const;
          world.executions.set(name, input);
          return 'started' as const;
        }),
    },
  };
  /** Runs `event` right after the next call of that name, once. */
  const rightAfter = (name: string, event: () => void) =>
    after.set(name, () => {
      after.delete(name);
      event();
    });
  return { world, calls, ports, rightAfter };
};

export const weightsNow = (split: Split) => ({
  blue: split.weights[blue] ?? 0,
  green: split.weights[green] ?? 0,
  rule: split.listenerRule === rule,
});
