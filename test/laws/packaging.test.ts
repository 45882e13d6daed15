import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { lambdas, packaged, resourcesOf } from '../support/packaged.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}
const roles = resourcesOf('AWS::IAM::Role').map(([id, properties]) => {
  const policies = properties['Policies'] as { PolicyDocument: { Statement: Statement[] } }[];
  return { id, statements: policies.flatMap((policy) => policy.PolicyDocument.Statement) };
});
interface Bundled {
  readonly inputs: Readonly<Record<string, { imports: readonly { path: string; kind: string; external?: true }[] }>>;
}
const bundleOf = (name: string) => JSON.parse(readFileSync(`dist/${name}.meta.json`, 'utf8')) as Bundled;

/** What is evaluated before the handler can run: all but what is imported later. */
const evaluatedAtStart = (name: string): readonly string[] => {
  const { inputs } = bundleOf(name);
  const reached = new Set([`functions/${name}.ts`]);
  for (const file of reached)
    for (const { path, kind, external } of inputs[file]?.imports ?? [])
      if (kind !== 'dynamic-import' && external === undefined) reached.add(path);
  return [...reached];
};

describe('every function', () => {
  it('has one file, one artifact and one role of its own', () => {
    const files = readdirSync('functions').map((file) => file.replace('.ts', ''));
    expect(lambdas.map((lambda) => lambda.FunctionName.replace('tidegate-dev-', '')).sort()).toEqual(files.sort());
    expect(new Set(lambdas.map((lambda) => lambda.Role['Fn::GetAtt'][0])).size).toBe(lambdas.length);
  });

  it('is at most 40 lines, because it only wires', () => {
    for (const file of readdirSync('functions'))
      expect([file, readFileSync(`functions/${file}`, 'utf8').split('\n').length <= 41]).toEqual([file, true]);
  });

  it('may do nothing by wildcard action, and names its resources where AWS lets it', () => {
    const onlyStar =
      /^(elasticloadbalancing:Describe|cloudwatch:(DescribeAlarms|GetMetricData)|appconfig:List|states:SendTask)/;
    for (const { id, statements } of roles) {
      for (const { Action, Resource } of statements) {
        const actions = [Action].flat();
        expect([id, actions.filter((action) => action.includes('*'))]).toEqual([id, []]);
        if (Resource === '*') expect([id, actions.filter((action) => !onlyStar.test(action))]).toEqual([id, []]);
      }
    }
  });
});

describe('a function that starts executions', () => {
  const startsIn = (id: string, name: 'Release' | 'Migration') =>
    roles
      .find((role) => role.id === id)
      ?.statements.some(
        ({ Action, Resource }) =>
          [Action].flat().includes('states:StartExecution') && JSON.stringify(Resource) === JSON.stringify(arnOf(name)),
      );
  const arnOf = (name: 'Release' | 'Migration') => {
    const at = ['Partition', 'Region', 'AccountId'].map((part) => `\${AWS::${part}}`);
    const machine = packaged.Resources[`${name}Machine`]?.Properties['StateMachineName'];
    return { 'Fn::Sub': `arn:${at[0]}:states:${at[1]}:${at[2]}:stateMachine:${String(machine)}` };
  };
  const named = (name: 'RELEASE' | 'MIGRATION') =>
    lambdas.filter(({ Environment }) => Environment?.Variables[`${name}_MACHINE_ARN`] !== undefined);

  it.each([
    ['Release', 'RELEASE', 4],
    ['Migration', 'MIGRATION', 2],
  ] as const)(
    'knows the machine of a %s by its name, because a reference to it would be a circle',
    (name, word, least) => {
      expect(named(word).length).toBeGreaterThanOrEqual(least);
      for (const { Role, Environment } of named(word)) {
        expect(Environment?.Variables[`${word}_MACHINE_ARN`]).toEqual(arnOf(name));
        expect([Role, startsIn(Role['Fn::GetAtt'][0], name)]).toEqual([Role, true]);
      }
    },
  );

  it('has a role that starts no machine but those that it knows', () => {
    const starting = roles.flatMap(({ id, statements }) =>
      statements.filter(({ Action }) => [Action].flat().includes('states:StartExecution')).map(() => id),
    );
    const knowing = [...named('RELEASE'), ...named('MIGRATION')].map(({ Role }) => Role['Fn::GetAtt'][0]);
    expect(starting.toSorted()).toEqual([...knowing, 'ReleaseMachineRole'].toSorted());
    expect(startsIn('ReleaseMachineRole', 'Migration')).toBe(true);
  });
});

describe('the rollback path', () => {
  const inputs = Object.keys(bundleOf('roll-back').inputs);
  const atStart = evaluatedAtStart('roll-back');

  it.each([
    '@kubernetes/',
    'client-cloudwatch',
    'client-ecr',
    'client-eks',
    'node_modules/yaml',
    'zod/v4/classic',
    'temporal-polyfill',
    'date-holidays',
  ])('bundles no %s', (what) => {
    expect(inputs.length).toBeGreaterThan(50);
    expect(inputs.filter((input) => input.includes(what))).toEqual([]);
  });

  it.each(['client-sfn', 'client-lambda', 'client-eventbridge', 'client-appconfig', 'dynamodb-migrations'])(
    'evaluates no %s before users are safe',
    (what) => {
      expect(atStart.filter((input) => input.includes('client-elastic-load-balancing-v2')).length).toBeGreaterThan(0);
      expect(inputs.filter((input) => input.includes(what)).length).toBeGreaterThan(0);
      expect(atStart.filter((input) => input.includes(what))).toEqual([]);
    },
  );
});

describe('the rules of public holidays', () => {
  it.each(['judge-health', 'on-image-pushed', 'reconcile'])('are in no bundle that does without them: %s', (name) => {
    expect(Object.keys(bundleOf(name).inputs).filter((input) => input.includes('date-holidays'))).toEqual([]);
  });
});

describe('the sources', () => {
  const sources = ['src', 'functions', 'cli', 'emulator/src', 'scripts'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );

  it('have at most 250 lines each', () => {
    expect(sources.filter((file) => readFileSync(file, 'utf8').split('\n').length > 251)).toEqual([]);
  });

  it('are never named utils, helpers, common or manager', () => {
    expect(sources.filter((file) => /(^|[/-])(utils?|helpers?|common|manager)([/.-])/.test(file))).toEqual([]);
  });
});
