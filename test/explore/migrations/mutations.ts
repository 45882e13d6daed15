import type { Patch } from '../patches.ts';
import type { Bound, Trouble } from '../troubles.ts';
import type { MigrationExploration } from './explore.ts';
import type { Setting } from './facts.ts';

/** One rule of migrations taken away from the sources: the exploration must find what it was there for. */
export interface MigrationMutation {
  readonly name: string;
  /** The rule, in words. */
  readonly rule: string;
  readonly patches: readonly Patch[];
  /** The smallest bound that shows it. */
  readonly bound: Bound;
  readonly approval?: Setting['approval'];
}

const patch = (file: string, find: string, replace: string): Patch => ({ file, find, replace });
const within = (...kinds: Trouble[]): Bound => [{ most: kinds.length, kinds }];

const cleanUp = 'src/migration/clean-up-migration.ts';
const runStage = 'src/migration/run-stage.ts';
const lock = 'src/domain/migration/lock.ts';
const machine = 'statemachines/migration.asl.yml';

/** Who may have the database, and begin something. */
const fences: readonly MigrationMutation[] = [
  {
    name: 'migration-lock',
    rule: 'one migration of a database at a time',
    patches: [
      patch(
        lock,
        "(stored.status === 'free' && stored.epoch === record.epoch - 1)",
        'stored.epoch === record.epoch - 1',
      ),
      patch(
        'src/migration/admit-migration.ts',
        'const held = former !== undefined && isHeld(former);',
        'const held = former !== undefined && isHeld(former) && former.holder === input.execution;',
      ),
    ],
    bound: within('push'),
  },
  {
    name: 'migration-re-entrance',
    rule: 'the holder gets its own lock again',
    patches: [
      patch(
        'src/migration/admit-migration.ts',
        '  if (held && former.holder === input.execution) return admitted(former);\n',
        '',
      ),
    ],
    bound: within('lost'),
  },
  {
    name: 'release-fence',
    rule: '10: a migration sees that the release which waits for it was aborted',
    patches: [patch('src/migration/fenced.ts', '  await demandRelease(record, ledger);\n', '')],
    bound: within('alarm'),
  },
  {
    name: 'stage-of-answer',
    rule: 'a Job answers for its own stage only',
    patches: [patch(runStage, 'if (record.run?.stage === stage)', 'if (record.run !== undefined)')],
    bound: within(),
  },
  {
    name: 'stages-forward',
    rule: 'a function that is late begins no earlier stage again',
    patches: [
      patch(
        lock,
        '  run !== undefined && laterStages(stage).includes(run.stage);',
        '  run !== undefined && laterStages(stage).length > 9;',
      ),
    ],
    bound: within('stray', 'abort'),
  },
  {
    name: 'keep-while-active',
    rule: 'what a Job answered counts only while its migration is active',
    patches: [
      patch(
        lock,
        'Stored =>\n  isActive(stored, ref)\n    ? { ...stored, results:',
        'Stored =>\n  stored !== undefined\n    ? { ...stored, results:',
      ),
    ],
    bound: within('stray'),
  },
];

/** What people say. */
const people: readonly MigrationMutation[] = [
  {
    name: 'own-question',
    rule: 'an answer names the migration that asked, and counts for no other',
    patches: [
      patch(
        'src/domain/migration/approval.ts',
        'string => `migration-${epoch}`',
        "string => (epoch > 0 ? 'migration' : '')",
      ),
      patch('src/domain/asking.ts', '  if (epoch !== undefined && stored.epoch !== epoch) return undefined;\n', ''),
    ],
    bound: within('duplicate'),
    approval: 'always',
  },
  {
    name: 'yes-before-execution',
    rule: 'nothing is executed before a person has said yes, where one must',
    patches: [
      patch(
        'src/domain/migration/approval.ts',
        "answer !== undefined)\n    return answer.said === 'yes'",
        "answer === undefined || answer !== undefined)\n    return answer?.said !== 'no'",
      ),
      patch(
        'src/domain/migration/approval.ts',
        "? { kind: 'advance', because: answerInVerdict(answer) }\n      : { kind: 'refuse', gate: 'approval', because: answerInVerdict(answer) };",
        "? { kind: 'advance', because }\n      : { kind: 'refuse', gate: 'approval', because };",
      ),
    ],
    bound: within(),
    approval: 'always',
  },
  {
    name: 'migration-look-again',
    rule: '10: who waits for a person looks again by itself, so that no lost ring matters',
    patches: [patch(machine, '    TimeoutSeconds: "{% $verdict.lookAgainSeconds %}"\n', '')],
    bound: within('throttle'),
    approval: 'always',
  },
];

/** How it ends. */
const endings: readonly MigrationMutation[] = [
  {
    name: 'gone-before-free',
    rule: 'the database is freed only when no pod of the migration runs',
    patches: [
      patch(
        cleanUp,
        "return gone ? null : hold(turn, 'its Jobs end');",
        "return gone || !gone ? null : hold(turn, 'its Jobs end');",
      ),
    ],
    bound: within('abort'),
  },
  {
    name: 'clean-before-free',
    rule: 'what a copy left is taken away before the database is free',
    patches: [
      patch(
        cleanUp,
        'if (!mayHaveLeftTriggers(record))',
        'if (mayHaveLeftTriggers(record) || !mayHaveLeftTriggers(record))',
      ),
    ],
    bound: within('abort'),
  },
  {
    name: 'clean-alone',
    rule: 'triggers are taken away only when no execution runs any more',
    patches: [
      patch(
        cleanUp,
        '  if (running !== null) return running;\n',
        "  if (running !== null && cleaning.kind === 'needless') return running;\n",
      ),
    ],
    bound: within('abort'),
  },
  {
    name: 'migration-settles',
    rule: 'after the end, a minute passes before the database is free: no function is late any more',
    patches: [
      patch(
        cleanUp,
        "  if (lookAgainSeconds > 0) return { kind: 'hold', because: 'what was under way comes to its end', lookAgainSeconds };\n  return gone",
        "  if (lookAgainSeconds > 99) return { kind: 'hold', because: 'what was under way comes to its end', lookAgainSeconds };\n  return gone",
      ),
    ],
    bound: within('stop'),
  },
  {
    name: 'recovery-settles',
    rule: 'a recovery takes a cleaning for done only when no clean-up before it is at it any more',
    patches: [
      patch(
        cleanUp,
        'const lookAgainSeconds = settlingSeconds(turn, ended);\n  if (lookAgainSeconds > 0)\n    return',
        'const lookAgainSeconds = settlingSeconds(turn, ended);\n  if (lookAgainSeconds > 99)\n    return',
      ),
    ],
    bound: within('abort', 'stop'),
  },
  {
    name: 'how-it-ended',
    rule: 'a migration whose lock was freed hears how it ended, whoever has the database by then',
    patches: [
      patch(
        cleanUp,
        'if (record?.epoch !== turn.migration.epoch) return howItEnded(turn, ports);',
        'if (record?.epoch !== turn.migration.epoch) return stale(turn);',
      ),
    ],
    bound: within('crash'),
  },
  {
    name: 'verified-is-migrated',
    rule: 'migrated is what was executed and verified, however its execution ended',
    patches: [
      patch(
        'src/domain/migration/ending.ts',
        "if (results?.verify?.outcome === 'passed')",
        "if (results?.plan?.outcome === 'passed')",
      ),
    ],
    bound: within('abort'),
  },
  {
    name: 'own-recovery',
    rule: '7: a recovery ends the migration of its execution, and no other',
    patches: [
      patch(
        'src/migration/take-over-migration.ts',
        'await migrations.end(database, because, epoch);',
        'await migrations.end(database, because);',
      ),
    ],
    bound: within('stop', 'duplicate'),
  },
  {
    name: 'migration-recovery',
    rule: '7: a migration whose execution died is taken over',
    patches: [
      patch(
        'src/migration/take-over-migration.ts',
        '  await executions.start(name, recovery);\n',
        '  if (recovery.because === because) return name;\n  await executions.start(name, recovery);\n',
      ),
    ],
    bound: within('stop'),
  },
];

/** Every rule of migrations that the sources can lose, each with the trouble that shows it. */
export const migrationMutations: readonly MigrationMutation[] = [...fences, ...people, ...endings];

export const explorationOf = (
  { bound, approval = 'never' }: MigrationMutation,
  maxStates: number,
): MigrationExploration => ({
  ...{ bound, setting: { approval }, maxStates },
});
