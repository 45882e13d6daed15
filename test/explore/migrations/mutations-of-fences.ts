import { type MigrationMutation, patch, within } from './mutation.ts';

const runStage = 'src/migration/run-stage.ts';
const lock = 'src/domain/migration/lock.ts';
const machine = 'statemachines/migration.asl.yml';

/** Who may have the database, and begin something. */
export const fences: readonly MigrationMutation[] = [
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
export const people: readonly MigrationMutation[] = [
  {
    name: 'own-question',
    rule: 'an answer names the migration that asked, and counts for no other',
    patches: [
      patch(
        'src/domain/migration/approval.ts',
        ['string => `migration-$', '{epoch}`'].join(''),
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
