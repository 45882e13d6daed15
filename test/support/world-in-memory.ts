import type { Announcement } from '../../src/contracts/announcements.ts';
import type { AlarmReading, Baseline, Minute, PodsHealth } from '../../src/contracts/evidence.ts';
import type { Freeze } from '../../src/contracts/gates.ts';
import type { KeptVerdict } from '../../src/contracts/kept-verdict.ts';
import type { MigrationRecord } from '../../src/contracts/migration/record.ts';
import type { FlagValue } from '../../src/contracts/plan.ts';
import type { ReleaseRecord, ReleaseRef } from '../../src/contracts/release.ts';
import { answered, asking } from '../../src/domain/asking.ts';
import * as lock from '../../src/domain/lock.ts';
import { splitFor } from '../../src/domain/split.ts';
import type { PushedImage } from '../../src/ports/images.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import type { LiveSplit, Split } from '../../src/ports/traffic.ts';
import { exemplary } from '../domain/preflight/facts.ts';
import { blue, digestOf, green, home, policyWith, rule, runningImage, site } from './release-facts.ts';

/** All ports over plain values, with a log of every call, so that a test can stop the world between two of them. */
export const worldInMemory = (stored?: ReleaseRecord) => {
  const calls: string[] = [];
  const after = new Map<string, () => void>();
  const world = {
    record: stored,
    split: { ...splitFor(site, 0), sticky: false } as LiveSplit,
    flags: { 'loyalty-points': { enabled: false } } as Record<string, FlagValue>,
    healthy: 3,
    requests: 0,
    minutes: [] as Minute[],
    baseline: null as Baseline | null,
    spent: { requests: 0, errors: 0 },
    pods: { wanted: 3, ready: 3, unready: [], restarted: [], stuck: null } as PodsHealth,
    kept: [] as KeptVerdict[],
    rung: [] as string[],
    alarms: [{ alarm: 'orders-5xx', state: 'ok', noticeSeconds: 60 }] as AlarmReading[],
    policy: policyWith() as ReturnType<typeof policyWith> | undefined,
    image: runningImage,
    deployed: false,
    gone: true,
    waitSeconds: 0,
    restoring: [] as ReleaseRef[],
    announced: [] as Announcement[],
    history: [] as ReleaseRecord[],
    holidays: [] as Freeze[],
    migration: undefined as MigrationRecord | undefined,
    executions: new Map<string, unknown>(),
    ended: new Set<string>(),
    appliedAt: '2026-11-01T00:00:00.000Z' as string | null,
    pushed: [] as PushedImage[],
    answer: { status: 200, body: 'ok' },
  };
  const called = async <T>(name: string, answer: () => T): Promise<T> => {
    calls.push(name);
    const value = answer();
    after.get(name)?.();
    return value;
  };
  /** One conditional write: the stored record becomes what `change` makes of it, unless its condition fails. */
  const write = (name: string, change: (stored: ReleaseRecord | undefined) => ReleaseRecord | undefined) =>
    called(name, () => {
      const changed = change(world.record);
      world.record = changed ?? world.record;
      return changed;
    });
  const ledger: Ledger = {
    read: () => called('ledger.read', () => world.record),
    admit: async (record, over, waiting) => {
      const taken = await write('ledger.admit', (stored) => lock.admitted(stored, record, over, waiting));
      if (taken !== undefined) return taken;
      return lock.isOwnAttempt(world.record, record) ? world.record : undefined;
    },
    abort: (_, cause) => write('ledger.abort', (stored) => lock.aborted(stored, cause)),
    move: (_, move) => write('ledger.move', (stored) => lock.moved(stored, move)),
    enqueue: (_, queued, epoch) => write('ledger.enqueue', (stored) => lock.enqueued(stored, queued, epoch)),
    dequeue: async (_, queued) => void (await write('ledger.dequeue', (stored) => lock.dequeued(stored, queued))),
    ask: ({ epoch }, asked) => write('ledger.ask', (stored) => asking(stored, epoch, asked)),
    answer: (_, answer, epoch) => write('ledger.answer', (stored) => answered(stored, answer, epoch)),
    promote: (_, because) => write('ledger.promote', (stored) => lock.promoted(stored, because)),
  };
  const ports = {
    ledger,
    traffic: {
      set: (split: Split) => called('traffic.set', () => void (world.split = { ...split, sticky: false })),
      read: () => called('traffic.read', () => world.split),
      told: () => called('traffic.told', () => ({ says: true, backSince: '2026-11-23T00:00:00.000Z' })),
      narrow: () => called('traffic.narrow', () => undefined),
      close: (listenerRule: string) =>
        called('traffic.close', () => void (world.split = { listenerRule, weights: {}, sticky: false, closed: true })),
    },
    manifests: { fetch: () => called('manifests.fetch', () => undefined) },
    inspection: {
      ofCluster: () => called('inspection.ofCluster', () => exemplary.k8s),
      ofAws: () => called('inspection.ofAws', () => exemplary.aws),
    },
    routes: {
      ofIngress: () => called('routes.ofIngress', () => ({ listenerRule: rule, targetGroups: { blue, green } })),
    },
    restorer: { begin: (release: ReleaseRef) => called('restorer.begin', () => void world.restoring.push(release)) },
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
          image: world.image,
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
      replace: () => called('workload.replace', () => undefined),
      stop: () => called('workload.stop', () => world.gone),
      restore: () => called('workload.restore', () => world.gone),
      scale: () => called('workload.scale', () => undefined),
      restoreFloor: () => called('workload.restoreFloor', () => undefined),
    },
    pods: { health: () => called('pods.health', () => world.pods) },
    verdicts: {
      keep: (verdict: KeptVerdict) => called('verdicts.keep', () => void world.kept.push(verdict)),
      list: () =>
        called('verdicts.list', () =>
          world.kept.map(({ inquiry: { now, step }, verdict }) => ({ now, step, verdict })),
        ),
      read: (_release: ReleaseRef, now: string) =>
        called('verdicts.read', () => world.kept.find(({ inquiry }) => inquiry.now === now)),
    },
    migrations: {
      read: () => called('migrations.read', () => world.migration),
      answer: () => called('migrations.answer', () => undefined),
    },
    databases: { all: () => called('databases.all', () => (world.migration ? [world.migration.database] : [])) },
    doorbell: {
      ring: (token: string) =>
        called('doorbell.ring', () => {
          world.rung.push(token);
          return 'woken' as const;
        }),
      abort: (token: string) =>
        called('doorbell.abort', () => {
          world.rung.push(token);
          return 'woken' as const;
        }),
    },
    pacing: { take: () => called('pacing.take', () => world.waitSeconds) },
    knocker: { knock: () => called('knocker.knock', () => world.answer) },
    evidence: {
      alarms: () => called('evidence.alarms', () => world.alarms),
      requests: () => called('evidence.requests', () => world.requests),
      minutes: () => called('evidence.minutes', () => world.minutes),
      baseline: () => called('evidence.baseline', () => world.baseline),
      spent: () => called('evidence.spent', () => world.spent),
    },
    images: {
      resolve: (_: string, tag: string) =>
        called('images.resolve', () =>
          tag === '9.9.9' ? undefined : { digest: digestOf('b'), image: `x/orders@${digestOf('b')}` },
        ),
      byDigest: (_: string, digest: string) =>
        called('images.byDigest', () => ({ digest, image: `x/orders@${digest}`, tags: ['1.4.0'] })),
      pushedBetween: () => called('images.pushedBetween', () => world.pushed),
    },
    policies: {
      of: () => called('policies.of', () => world.policy),
      ofRepository: () => called('policies.ofRepository', () => (world.policy === undefined ? [] : [world.policy])),
      put: () => called('policies.put', () => undefined),
      registered: () =>
        called('policies.registered', () =>
          world.policy === undefined ? undefined : { policy: world.policy, appliedAt: world.appliedAt },
        ),
      services: () => called('policies.services', () => ['orders']),
    },
    guards: { servicesOf: () => called('guards.servicesOf', () => ['orders']) },
    history: {
      write: (record: ReleaseRecord) => called('history.write', () => void world.history.push(record)),
      list: () => called('history.list', () => world.history),
    },
    holidays: { of: () => called('holidays.of', () => world.holidays) },
    announcer: { announce: (news: Announcement) => called('announce', () => void world.announced.push(news)) },
    executions: {
      start: (name: string, input: unknown) =>
        called('executions.start', () => {
          if (world.executions.has(name)) return 'already' as const;
          world.executions.set(name, input);
          return 'started' as const;
        }),
      stateOf: (name: string) =>
        called('executions.stateOf', () => {
          if (world.ended.has(name)) return 'ended' as const;
          return world.executions.has(name) ? ('running' as const) : ('unknown' as const);
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
