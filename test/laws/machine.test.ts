import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';
import { parse } from 'yaml';
import { errorTable } from '../../src/domain/errors.ts';
import { longestFunctionSeconds } from '../../src/domain/protocol.ts';
import { definition, lambdas, packaged, type State, states } from '../support/packaged.ts';

const tasks = Object.entries(states).filter(([, state]) => state.Type === 'Task');
const isNested = (name: string) => name === 'RunMigration';
const functionTasks = tasks.filter(([name]) => !isNested(name));
const kebab = (name: string) => name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
const functionFiles = readdirSync('functions').map((file) => file.replace('.ts', ''));
const nextOf = (state: State) => [
  ...[state.Next, state.Default].filter((next) => next !== undefined),
  ...(state.Choices ?? []).map((choice) => choice.Next),
  ...(state.Catch ?? []).map((catcher) => catcher.Next),
];

describe('the packaged state machine', () => {
  it('is valid ASL', () => {
    const { isValid, errors } = validate(structuredClone(definition));
    expect(errors).toEqual([]);
    expect(isValid).toBe(true);
  });

  it('is packaged as it was written: packaging drops nulls, and CloudFormation refuses them', () => {
    expect(definition).toEqual(parse(readFileSync('statemachines/release.asl.yml', 'utf8')));
  });

  it('only ever goes to states that exist, and reaches every state', () => {
    const reached = new Set([definition.StartAt]);
    for (const name of reached) for (const next of nextOf(states[name] as State)) reached.add(next);
    expect([...reached].sort()).toEqual(Object.keys(states).sort());
  });

  it('names every Task state as its function file, its substitution and its function', () => {
    for (const [name, state] of functionTasks) {
      expect(functionFiles).toContain(kebab(name));
      expect(state.Arguments?.FunctionName).toBe(`\${${name}Arn}`);
      expect(packaged.Resources['ReleaseMachine']?.Properties['DefinitionSubstitutions']).toHaveProperty(`${name}Arn`);
    }
  });

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

  it('only names errors of the table, of Step Functions or of Lambda', () => {
    const named = tasks.flatMap(([, state]) =>
      [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap((rule) => rule.ErrorEquals),
    );
    const unknown = named.filter(
      (name) => !(name in errorTable) && !/^(States|Lambda|Sandbox|StepFunctions)\./.test(name),
    );
    expect(unknown).toEqual([]);
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

  it('has ${ only where a substitution is declared, because CloudFormation reads it too', () => {
    const declared = Object.keys(packaged.Resources['ReleaseMachine']?.Properties['DefinitionSubstitutions'] as object);
    const used = [...JSON.stringify(definition).matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1]);
    expect([...new Set(used)].sort()).toEqual(declared.sort());
  });

  it('ends well when a request waits, and not otherwise without a release', () => {
    const succeeding = Object.entries(states).filter(([, { Type }]) => Type === 'Succeed');
    expect(succeeding.map(([name]) => name).sort()).toEqual(['Queued', 'Released', 'Withdrawn']);
    const entered = Object.entries(states).filter(([, state]) => nextOf(state).includes('Queued'));
    expect(entered.map(([name]) => name)).toEqual(['Admitted']);
  });

  it('asks no clock: time comes in with the state', () => {
    expect(readFileSync('statemachines/release.asl.yml', 'utf8')).not.toMatch(/\$(now|millis)\(/);
  });
});
