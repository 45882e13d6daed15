import type { Patch } from './patches.ts';
import type { Bound, Trouble } from './troubles.ts';

/** One rule of the safety protocol taken away from the sources: the exploration must find what it was there for. */
export interface Mutation {
  readonly name: string;
  /** The rule, in words. */
  readonly rule: string;
  readonly patches: readonly Patch[];
  /** The smallest bound that shows it. */
  readonly bound: Bound;
}

const patch = (file: string, find: string, replace: string): Patch => ({ file, find, replace });
const within = (...kinds: Trouble[]): Bound => [{ most: kinds.length, kinds }];

const lock: readonly Mutation[] = [
  {
    name: 'lock',
    rule: '1: the lock is taken by a conditional write',
    patches: [
      patch(
        'src/domain/lock.ts',
        'stored === undefined || (stored.status === over && stored.epoch === record.epoch - 1)',
        'true',
      ),
    ],
    bound: within('push'),
  },
  {
    name: 're-entrance',
    rule: '1: a lost answer does not lock a release out of its own lock',
    patches: [
      patch('src/release/admit-release.ts', 'if (held && former.holder === input.execution)', 'if (held && false)'),
    ],
    bound: within('lost'),
  },
];

const forward: readonly Mutation[] = [
  {
    name: 'first-read',
    rule: '2: a forward effect asks the record before it writes',
    patches: [
      patch(
        'src/release/fenced.ts',
        'const now = standing(record, release);',
        "const now: string = record === undefined ? 'stale' : 'go';",
      ),
    ],
    bound: within('stop', 'redrive'),
  },
  {
    name: 're-read',
    rule: '2: a forward effect asks the record again after it wrote',
    patches: [
      patch('src/release/fenced.ts', "if (standing(after, release) === 'go') return record;", 'return record;'),
    ],
    bound: within('alarm'),
  },
  {
    name: 'undo-fence',
    rule: '3: what is undone after the second look is fenced too',
    patches: [
      patch(
        'src/release/fenced.ts',
        'if (after === undefined || !mayUndo(after, release)) throw',
        'if (after === undefined) throw',
      ),
    ],
    bound: within('stop', 'redrive'),
  },
];

const backward: readonly Mutation[] = [
  {
    name: 'roll-back-fence',
    rule: '3: RollBack aborts its own epoch only',
    patches: [
      patch(
        'src/release/roll-back.ts',
        'abortRelease(service, { epoch, because: sentenceOf(turn) }, ports)',
        'abortRelease(service, { because: sentenceOf(turn) }, ports)',
      ),
    ],
    bound: within('stop', 'redrive'),
  },
  {
    name: 'restore-fence',
    rule: '3: RestoreWorkload takes its own candidate away only',
    patches: [
      patch(
        'src/release/restore-workload.ts',
        'if (record === undefined || !mayUndo(record, turn.release)) throw',
        'if (record === undefined) throw',
      ),
    ],
    bound: within('alarm', 'stop', 'redrive'),
  },
  {
    name: 'move-fence',
    rule: '3: no status is moved but that of the own epoch',
    patches: [
      patch(
        'src/domain/lock.ts',
        'if (stored === undefined || stored.epoch !== move.epoch) return undefined;',
        'if (stored === undefined) return undefined;',
      ),
    ],
    bound: within('stop', 'redrive'),
  },
  {
    name: 'abort-again',
    rule: '4: an abort is accepted again while it runs, so that its retry goes on',
    patches: [
      patch(
        'src/domain/lock.ts',
        "(record.status === 'active' || (record.status === 'aborting' && supersededBy === undefined))",
        "record.status === 'active'",
      ),
    ],
    bound: within('alarm', 'crash'),
  },
  {
    name: 'straggler',
    rule: '6: users are sent back once more before the candidate goes',
    patches: [patch('src/release/restore-workload.ts', '(await strayed(turn, record, traffic)) ?? ', '')],
    bound: within('stop', 'crash'),
  },
  {
    name: 'straggler-deploy',
    rule: '6: only RestoreWorkload takes a candidate away',
    patches: [
      patch(
        'src/release/deploy-version.ts',
        'undo: leftToRestoreWorkload,',
        "undo: async (record) => void (await workload.remove({ release: turn.release, cluster: '', namespace: record.release.site.candidate.namespace, deployment: '', keep: [] })),",
      ),
    ],
    bound: within('alarm', 'stray'),
  },
  {
    name: 'settle-wait',
    rule: '6: the settle wait outlives every function',
    patches: [
      patch(
        'statemachines/release.asl.yml',
        `  Settle:
    Type: Wait
    Comment: Longer than the longest function timeout, so that no straggler writes after the last proof.
    Seconds: 90`,
        `  Settle:
    Type: Pass`,
      ),
    ],
    bound: within('alarm', 'stop', 'crash'),
  },
  {
    name: 'settle-again',
    rule: '6: after the settle wait all is set and read back once more',
    patches: [patch('src/release/conclude-release.ts', 'prove: settle }', 'prove: nothing }')],
    bound: within('stop', 'crash'),
  },
  {
    name: 'door',
    rule: '6: from settling on, roll-back writes nothing',
    patches: [
      patch(
        'src/domain/lock.ts',
        "(record.status === 'active' || (record.status === 'aborting' && supersededBy === undefined))",
        "(record.status === 'active' || record.status === 'settling' || (record.status === 'aborting' && supersededBy === undefined))",
      ),
    ],
    bound: within('alarm'),
  },
];

const recovery: readonly Mutation[] = [
  {
    name: 'recovery',
    rule: '7: an execution that died is recovered by a new one',
    patches: [
      patch('src/release/take-over.ts', 'await executions.start(', 'await (async (..._: unknown[]) => undefined)('),
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
    bound: within('crash', 'throttle', 'alarm'),
  },
  {
    name: 'own-flags',
    rule: '12: only flags that still hold our value are undone',
    patches: [
      patch(
        'src/domain/flags.ts',
        'deployed[key] !== undefined && sameFlag(deployed[key], after)',
        'deployed[key] !== undefined && after !== undefined',
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

const pushes: readonly Mutation[] = [
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
      patch(
        'src/domain/lock.ts',
        'if (stored === undefined || !isHeld(stored)) return undefined;',
        'if (stored === undefined) return undefined;',
      ),
      patch('src/release/reconcile.ts', 'if (record?.queued !== undefined)', 'if (record?.queued?.rank === -1)'),
    ],
    bound: within('push'),
  },
  {
    name: 'supersede-active',
    rule: 'second push: only an active release makes way',
    patches: [
      patch(
        'src/domain/lock.ts',
        "(record.status === 'active' || (record.status === 'aborting' && supersededBy === undefined))",
        "(record.status === 'active' || record.status === 'aborting' || supersededBy !== undefined)",
      ),
    ],
    bound: within('push'),
  },
  {
    name: 'late-push',
    rule: 'second push: an older version that comes late is not released by itself',
    patches: [
      patch('src/domain/admission.ts', 'const late = waited || wasOvertaken(request, former);', 'const late = waited;'),
    ],
    bound: within('push', 'crash'),
  },
];

/** Every rule that the sources can lose, each with the trouble that shows it. */
export const mutations: readonly Mutation[] = [...lock, ...forward, ...backward, ...recovery, ...pushes];
