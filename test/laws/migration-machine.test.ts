import { describe, expect, it } from '@jest/globals';
import { MigrationStep } from '../../src/contracts/migration/record.ts';
import { errorTable } from '../../src/domain/errors.ts';
import { machineOf, nextOf, type State } from '../support/packaged.ts';

const { States: states } = machineOf('MigrationMachine').definition;
const stateOf = (name: string): State => states[name] as State;
const tasks = Object.entries(states).filter(([, { Type }]) => Type === 'Task');
const catchOf = ({ Catch = [] }: State, error: string) =>
  Catch.find(({ ErrorEquals }) => ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL'))?.Next;
const attemptsAfter = ({ Retry = [] }: State, error: string) =>
  Retry.find(({ ErrorEquals }) => ErrorEquals.includes(error))?.MaxAttempts;

/** All that has the database locked. */
const stages = tasks.filter(
  ([name]) => !['AdmitMigration', 'AwaitMigrationApproval', 'CleanUpMigration'].includes(name),
);

describe('the state machine of migrations', () => {
  it('knows every step of a plan', () => {
    const known = JSON.stringify(stateOf('NextStep').Choices);
    for (const step of MigrationStep.options) expect(known).toContain(`$plan[$index] = '${step}'`);
  });

  it('never ends with the database in hand: what fails or is aborted is cleaned up', () => {
    expect(stages).toHaveLength(6);
    for (const [name, stage] of stages)
      expect([name, catchOf(stage, 'MigrationAborted'), catchOf(stage, 'Other')]).toEqual([
        name,
        'CleanUpMigration',
        'CleanUpMigration',
      ]);
    expect(catchOf(stateOf('AwaitMigrationApproval'), 'Other')).toBe('CleanUpMigration');
    const endings = Object.entries(states).filter(([, { Type }]) => Type === 'Succeed' || Type === 'Fail');
    const before = (ending: string) =>
      Object.entries(states)
        .filter(([, state]) => nextOf(state).includes(ending))
        .map(([name]) => name);
    const allowed = ['CleanedUp', 'CleanUpMigration', 'AdmitMigration', 'Admitted'];
    for (const [ending] of endings)
      if (ending !== 'Stale')
        expect([ending, before(ending).filter((name) => !allowed.includes(name))]).toEqual([ending, []]);
  });

  it('leaves a database alone that another migration has', () => {
    for (const [name, stage] of stages) expect([name, catchOf(stage, 'StaleMigration')]).toEqual([name, 'Stale']);
    expect(nextOf(stateOf('CleanedUp'))).toContain('Stale');
  });

  it('does not retry what a retry cannot mend', () => {
    const hopeless = Object.entries(errorTable)
      .filter(([code, { next }]) => next === 'stop' && code.includes('Migration'))
      .map(([code]) => code);
    expect(hopeless).toEqual(['MigrationAborted', 'StaleMigration']);
    for (const [name, stage] of stages)
      for (const error of hopeless) expect([name, attemptsAfter(stage, error)]).toEqual([name, 0]);
  });

  it('waits for a person as long as the dry run says, and asks it again however it was woken', () => {
    const asking = stateOf('AwaitMigrationApproval');
    expect([asking.TimeoutSeconds, asking.Next]).toEqual(['{% $verdict.lookAgainSeconds %}', 'DryRunMigration']);
    for (const error of ['States.Timeout', 'MigrationAborted', 'ReleaseAborted', 'StaleMigration'])
      expect([error, catchOf(asking, error), attemptsAfter(asking, error)]).toEqual([error, 'DryRunMigration', 0]);
  });

  it('says by its error how it ended, so that a release can tell', () => {
    const failing = Object.values(states).filter(({ Type }) => Type === 'Fail');
    const errors = failing.map((state) => (state as State & { readonly Error: string }).Error);
    expect(errors.toSorted()).toEqual(['MigrationAborted', 'MigrationFailed', 'MigrationRefused', 'StaleMigration']);
  });
});
