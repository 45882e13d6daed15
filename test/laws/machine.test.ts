import { describe, expect, it } from '@jest/globals';
import { errorTable } from '../../src/domain/errors.ts';
import { longestFunctionSeconds } from '../../src/domain/protocol.ts';
import { lambdas, nextOf, type State, states } from '../support/packaged.ts';

const tasks = Object.entries(states).filter(([, state]) => state.Type === 'Task');
const isNested = (name: string) => name === 'RunMigration';
const functionTasks = tasks.filter(([name]) => !isNested(name));

describe('the state machine of releases', () => {
  it('waits for the migration that it runs, tries only calls again that the service was too busy for, and goes back otherwise', () => {
    const nested = states['RunMigration'] as State;
    expect(nested.Resource).toBe('arn:aws:states:::states:startExecution.sync:2');
    expect(nested.Arguments?.StateMachineArn).toMatch(/^.\{MigrationMachineArn\}$/);
    expect(nested.Retry?.[0]?.ErrorEquals.every((name) => name.startsWith('StepFunctions.'))).toBe(true);
    expect(nested.Retry?.[1]).toEqual({ ErrorEquals: ['States.ALL'], MaxAttempts: 0 });
  });

  it('retries and catches in every Task, and falls back to RollBack from every doer', () => {
    for (const [name, state] of tasks) {
      expect([name, state.Retry?.at(-1)?.ErrorEquals]).toEqual([name, ['States.ALL']]);
      expect([name, state.Catch?.at(-1)?.ErrorEquals]).toEqual([name, ['States.ALL']]);
    }
    const onAnyError = Object.fromEntries(tasks.map(([name, state]) => [name, state.Catch?.at(-1)?.Next]));
    const doers = tasks
      .map(([name]) => name)
      .filter((name) => !['AdmitRelease', 'RollBack', 'RestoreWorkload', 'ConcludeRelease'].includes(name));
    for (const doer of doers) expect(onAnyError[doer]).toBe('RollBack');
  });

  it('does not retry what a retry cannot mend', () => {
    const hopeless = Object.entries(errorTable)
      .filter(([, { next }]) => next === 'rollBack' || next === 'stop')
      .map(([code]) => code)
      .filter((code) => !code.includes('Migration'));
    const shift = states['ShiftTraffic'] as State;
    expect(shift.Retry?.[0]?.MaxAttempts).toBe(0);
    for (const code of hopeless) expect(shift.Retry?.[0]?.ErrorEquals).toContain(code);
  });

  it('settles for longer than the longest function timeout, so that no straggler writes after the last proof', () => {
    const longest = Math.max(...lambdas.map((lambda) => lambda.Timeout));
    expect(Number(states['Settle']?.Seconds)).toBeGreaterThan(longest);
    for (const [name, state] of functionTasks)
      if (name !== 'AwaitApproval') expect([name, Number(state.TimeoutSeconds) > longest]).toEqual([name, true]);
    expect(longestFunctionSeconds).toBeGreaterThanOrEqual(longest);
  });

  it('waits for a person as long as the judge says, then looks again; an abort wakes it', () => {
    const waiting = Object.entries(states).filter(([, { Resource }]) => Resource?.endsWith('.waitForTaskToken'));
    expect(waiting.map(([name]) => name)).toEqual(['AwaitApproval']);
    const { TimeoutSeconds, Retry = [], Catch = [], Next } = states['AwaitApproval'] as State;
    expect(TimeoutSeconds).toBe('{% $verdict.lookAgainSeconds %}');
    const catches = (error: string) =>
      Catch.find(({ ErrorEquals }) => ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL'))?.Next;
    expect([Next, catches('States.Timeout')]).toEqual(['JudgeHealth', 'JudgeHealth']);
    expect([catches('ReleaseAborted'), catches('StaleRelease')]).toEqual(['RollBack', 'Stale']);
    for (const error of ['States.Timeout', 'ReleaseAborted', 'StaleRelease'])
      expect(Retry.find(({ ErrorEquals }) => ErrorEquals.includes(error))?.MaxAttempts).toBe(0);
  });

  it('ends well when a request waits, and not otherwise without a release', () => {
    const succeeding = Object.entries(states).filter(([, { Type }]) => Type === 'Succeed');
    expect(succeeding.map(([name]) => name).sort()).toEqual(['Queued', 'Released', 'Withdrawn']);
    const entered = Object.entries(states).filter(([, state]) => nextOf(state).includes('Queued'));
    expect(entered.map(([name]) => name)).toEqual(['Admitted']);
  });
});
