import { type MigrationMutation, patch, within } from './mutation.ts';

const cleanUp = 'src/migration/clean-up-migration.ts';

/** How it ends. */
export const endings: readonly MigrationMutation[] = [
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
