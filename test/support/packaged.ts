import { existsSync, readFileSync } from 'node:fs';

const file = '.serverless/cloudformation-template-update-stack.json';
if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run package\` first (npm test does)`);

export interface Rule {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts?: number;
}
export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Seconds?: number | string;
  readonly TimeoutSeconds?: number | string;
  readonly Resource?: string;
  readonly Arguments?: { readonly FunctionName?: string; readonly StateMachineArn?: string };
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Retry?: readonly Rule[];
  readonly Catch?: readonly (Rule & { readonly Next: string })[];
}
interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The CloudFormation template that `npm run package` made: what would be deployed, and what the emulator starts from. */
export const packaged = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly Resources: Readonly<Record<string, Resource>>;
};

export const resourcesOf = (type: string): readonly (readonly [string, Resource['Properties']])[] =>
  Object.entries(packaged.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => [id, resource.Properties] as const);

export interface Lambda {
  readonly FunctionName: string;
  readonly Timeout: number;
  readonly Role: { readonly 'Fn::GetAtt': readonly [string, string] };
  readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
}
export const lambdas = resourcesOf('AWS::Lambda::Function').map(([, properties]) => properties as unknown as Lambda);

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A state machine of the template with what is put into its definition. */
export const machineOf = (id: string) => {
  const properties = packaged.Resources[id]?.Properties;
  return {
    definition: properties?.['Definition'] as Definition,
    substitutions: properties?.['DefinitionSubstitutions'] as Readonly<Record<string, unknown>>,
  };
};
export const { definition } = machineOf('ReleaseMachine');
export const states = definition.States;

/** All states that may follow. */
export const nextOf = (state: State): readonly string[] => [
  ...[state.Next, state.Default].filter((next) => next !== undefined),
  ...(state.Choices ?? []).map((choice) => choice.Next),
  ...(state.Catch ?? []).map((catcher) => catcher.Next),
];
