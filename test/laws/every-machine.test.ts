import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';
import { parse } from 'yaml';
import { errorTable } from '../../src/domain/errors.ts';
import { lambdas, machineOf, nextOf, type State } from '../support/packaged.ts';

const kebab = (name: string) => name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
const functionFiles = readdirSync('functions').map((file) => file.replace('.ts', ''));
const isFunction = ({ Resource }: State) => Resource?.includes(':lambda:invoke') ?? false;
const waitsForToken = ({ Resource }: State) => Resource?.endsWith('.waitForTaskToken') ?? false;

describe.each([
  ['ReleaseMachine', 'release'],
  ['MigrationMachine', 'migration'],
])('the packaged %s', (id, name) => {
  const { definition, substitutions } = machineOf(id);
  const { States: states } = definition;
  const tasks = Object.entries(states).filter(([, state]) => state.Type === 'Task');
  const source = readFileSync(`statemachines/${name}.asl.yml`, 'utf8');

  it('is valid ASL', () => {
    const { isValid, errors } = validate(structuredClone(definition));
    expect(errors).toEqual([]);
    expect(isValid).toBe(true);
  });

  it('is packaged as it was written: packaging drops nulls, and CloudFormation refuses them', () => {
    expect(definition).toEqual(parse(source));
  });

  it('only ever goes to states that exist, and reaches every state', () => {
    const reached = new Set([definition.StartAt]);
    for (const one of reached) for (const next of nextOf(states[one] as State)) reached.add(next);
    expect([...reached].sort()).toEqual(Object.keys(states).sort());
  });

  it('names every Task of a function as its file, its substitution and its function', () => {
    const ofFunctions = tasks.filter(([, state]) => isFunction(state));
    expect(ofFunctions.length).toBeGreaterThan(5);
    for (const [task, state] of ofFunctions) {
      expect(functionFiles).toContain(kebab(task));
      expect(state.Arguments?.FunctionName).toBe(`\${${task}Arn}`);
      expect(substitutions).toHaveProperty(`${task}Arn`);
    }
  });

  it('only names errors of the table, of Step Functions or of Lambda', () => {
    const named = tasks.flatMap(([, state]) =>
      [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap((rule) => rule.ErrorEquals),
    );
    const isKnown = (error: string) => error in errorTable || /^(States|Lambda|Sandbox|StepFunctions)\./.test(error);
    expect(named.filter((error) => !isKnown(error))).toEqual([]);
  });

  it('retries every Task and catches what is left', () => {
    for (const [task, state] of tasks) {
      expect([task, state.Retry?.at(-1)?.ErrorEquals]).toEqual([task, ['States.ALL']]);
      expect([task, state.Catch?.at(-1)?.ErrorEquals]).toEqual([task, ['States.ALL']]);
    }
  });

  it('waits for a function for longer than any runs', () => {
    const longest = Math.max(...lambdas.map((lambda) => lambda.Timeout));
    for (const [task, state] of tasks.filter(([, state]) => isFunction(state) && !waitsForToken(state)))
      expect([task, Number(state.TimeoutSeconds) > longest]).toEqual([task, true]);
  });

  it('has ${ only where a substitution is declared, because CloudFormation reads it too', () => {
    const used = [...JSON.stringify(definition).matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1]);
    expect([...new Set(used)].sort()).toEqual(Object.keys(substitutions).sort());
  });

  it('asks no clock: time comes in with the state', () => {
    expect(source).not.toMatch(/\$(now|millis)\(/);
  });
});
