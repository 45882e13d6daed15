import { type Mutation, patch, within } from './mutation.ts';

/** Rule 1. */
export const lock: readonly Mutation[] = [
  {
    name: 'lock',
    rule: '1: the lock is taken by a conditional write',
    patches: [
      patch(
        'src/domain/lock.ts',
        'stored.status === over && stored.epoch === record.epoch - 1 &&',
        'record.status !== undefined &&',
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

/** Rules 2 and 3. */
export const forward: readonly Mutation[] = [
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
    needless:
      'what has not looked again yet is over before its release can end: every way back waits longer than a function',
  },
];

/** Rules 3 to 6. */
export const backward: readonly Mutation[] = [
  {
    name: 'roll-back-fence',
    rule: '3: RollBack aborts its own epoch only',
    patches: [
      patch(
        'src/release/roll-back.ts',
        'abortRelease(service, { epoch, because: sentenceOf(turn), blame: blameIn(turn) }, ports)',
        'abortRelease(service, { because: sentenceOf(turn), blame: blameIn(turn) }, ports)',
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
    bound: within('stop', 'redrive'),
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
    bound: within('alarm'),
  },
  {
    name: 'straggler',
    rule: '6: users are sent back once more before the candidate goes',
    patches: [patch('src/release/restore-workload.ts', '(await sentBackAgain(turn, record, ports)) ?? ', '')],
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
    strikes: ['DeployVersion'],
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
    bound: within('alarm'),
    slowFunctions: true,
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
        'src/release/restore-workload.ts',
        "await ports.ledger.move(service, { epoch, from: ['aborting', 'settling'], to: 'settling' });",
        '',
      ),
      patch('src/release/conclude-release.ts', "from: ['settling']", "from: ['aborting']"),
    ],
    bound: within('alarm'),
    slowFunctions: true,
  },
];
