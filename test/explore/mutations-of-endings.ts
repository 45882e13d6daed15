import { type Mutation, patch, within } from './mutation.ts';

/** Rules 7 to 15. */
export const recovery: readonly Mutation[] = [
  {
    name: 'recovery',
    rule: '7: an execution that died is recovered by a new one',
    patches: [
      patch(
        'src/release/take-over.ts',
        'await ports.executions.start(',
        'await (async (..._: unknown[]) => undefined)(',
      ),
    ],
    bound: within('stop'),
  },
  {
    name: 'recovery-forward',
    rule: '7: after the point of no return, recovery goes forward',
    patches: [
      patch(
        'src/domain/protocol.ts',
        "return record.status === 'retiring' ? 'pastReturn' : 'stale';",
        "return 'stale';",
      ),
    ],
    bound: within('stop'),
  },
  {
    name: 'point-of-no-return',
    rule: '8: the point of no return is passed by a conditional write',
    patches: [
      patch(
        'src/release/retire-old-version.ts',
        "from: ['active'], to: 'retiring'",
        "from: ['active', 'aborting'], to: 'retiring'",
      ),
    ],
    bound: within('alarm'),
  },
  {
    name: 'fallback',
    rule: '9: an alarm after the point of no return queues a release of the version before',
    patches: [
      patch('src/release/fall-back.ts', 'if (!concerns(record, alarm)) return undefined;', 'return undefined;'),
    ],
    bound: within('alarm'),
  },
  {
    name: 'promote',
    rule: '10: a promote never clears an abort',
    patches: [
      patch(
        'src/domain/lock.ts',
        "stored?.status === 'active' ? { ...stored, promotedBecause: because } : undefined",
        "stored && { ...stored, status: 'active', promotedBecause: because }",
      ),
    ],
    bound: within('alarm', 'promote'),
  },
  {
    name: 'quarantine',
    rule: '11: what cannot be proven is quarantined',
    patches: [patch('src/release/conclude-release.ts', "    to: 'quarantined',\n", "    to: 'free',\n")],
    bound: within('crash', 'throttle', 'stop'),
  },
  {
    name: 'quarantine-stands',
    rule: '11: a quarantine ends only where weights and flags are what the ledger says',
    patches: [patch('src/release/refuse-quarantined.ts', 'if (why !== null) throw', 'if (why === undefined) throw')],
    bound: within('stray', 'crash', 'throttle', 'lost'),
    strikes: ['ShiftTraffic', 'RollBack'],
  },
  {
    name: 'own-flags',
    rule: '12: only flags that still hold our value are undone',
    patches: [
      patch(
        'src/domain/flags.ts',
        'Object.fromEntries(changes.filter((change) => holds(change, deployed)).map(',
        'Object.fromEntries(changes.filter(({ key }) => deployed[key] !== undefined).map(',
      ),
    ],
    bound: within('person', 'alarm'),
  },
  {
    name: 'old-alarms',
    rule: '15: alarms older than the admission are ignored',
    patches: [
      patch(
        'src/domain/lock.ts',
        '(record.guards.includes(alarm.name) && record.admittedAt < toInstant(alarm.firedAt))',
        'record.guards.includes(alarm.name)',
      ),
    ],
    bound: within('alarm'),
  },
];

/** A second push while a release runs. */
export const pushes: readonly Mutation[] = [
  {
    name: 'queue-starts',
    rule: 'second push: what waits is started when the lock is freed',
    patches: [
      patch('src/release/start-queued.ts', 'await executions.start(name, request);', ''),
      patch('src/release/reconcile-queue.ts', 'await executions.start(standing.name, queued.request);', ''),
    ],
    bound: within('push'),
  },
  {
    name: 'queue-needs-lock',
    rule: 'second push: a request only waits for a lock that somebody holds',
    patches: [
      patch('src/domain/lock.ts', 'epoch === undefined ? isHeld(stored) :', 'epoch === undefined ? true :'),
      patch('src/release/reconcile.ts', 'first !== undefined) return', 'first?.rank === -1) return'),
    ],
    bound: within('push'),
  },
  {
    name: 'supersede-queues',
    rule: 'second push: what supersedes waits for the lock',
    patches: [
      patch(
        'src/release/wait-for-lock.ts',
        'await demandPlace(await ports.ledger.enqueue(asked.service, queued), queued, ports.ledger);',
        "if (kind !== 'supersede') await demandPlace(await ports.ledger.enqueue(asked.service, queued), queued, ports.ledger);",
      ),
    ],
    bound: within('push'),
  },
  {
    name: 'queue-keeps',
    rule: 'second push: a fallback goes before the push that waits, and leaves it its place',
    patches: [
      patch(
        'src/domain/lock.ts',
        'queue.filter(({ rank }) => rank !== queued.rank)',
        'queue.filter(({ rank }) => rank > queued.rank)',
      ),
    ],
    bound: within('push', 'alarm'),
  },
  {
    name: 'queue-seen',
    rule: 'second push: nobody is admitted over a request that began to wait meanwhile',
    patches: [patch('src/domain/lock.ts', 'sameValue(stored.queue ?? [], waiting)', 'waiting !== undefined')],
    bound: within('push', 'alarm'),
  },
  {
    name: 'late-push',
    rule: 'second push: an older version that comes late is not released by itself',
    patches: [
      patch(
        'src/domain/admission.ts',
        "isAutomatic(request) && change.direction === 'downgrade'",
        "request.startedBy === 'fallback' && change.direction === 'downgrade'",
      ),
    ],
    bound: within('push', 'crash'),
  },
];
