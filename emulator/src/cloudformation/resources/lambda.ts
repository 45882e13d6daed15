import type { LambdaPermission } from '../../eventbridge/permissions.ts';
import type { FunctionDefinition } from '../../lambda/definition.ts';
import type { Lambda } from '../../lambda/service.ts';
import { artifactPath } from '../artifacts.ts';
import type { Properties } from '../properties.ts';
import type { ResolvedResource, ResourceType } from '../resource-type.ts';
import { TemplateError } from '../template-error.ts';

/** What the Lambda types are made of; `artifacts` is the folder with the functions' zips. */
export interface LambdaParts {
  readonly functions: Pick<Lambda, 'define'>;
  /** Who acts on permissions: rules and alarms. */
  readonly invokers: readonly { allow(permission: LambdaPermission): void }[];
  readonly artifacts: string | undefined;
}

type Definitions = Map<string, FunctionDefinition>;

/**
 * AWS::Lambda::Function from its packaged zip, its AWS::Lambda::EventInvokeConfig, and AWS::Lambda::Permission, without which
 * no rule or alarm may invoke it.
 */
export function lambdaTypes(parts: LambdaParts): Record<string, ResourceType> {
  const definitions: Definitions = new Map();
  return {
    'AWS::Lambda::Function': functionType(parts, definitions),
    'AWS::Lambda::EventInvokeConfig': eventInvokeConfigType(parts, definitions),
    'AWS::Lambda::Permission': permissionType(parts),
  };
}

function functionType({ functions, artifacts }: LambdaParts, definitions: Definitions): ResourceType {
  return {
    properties: [
      'Code',
      'Description',
      'Environment',
      'FunctionName',
      'Handler',
      'MemorySize',
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'Timeout',
    ],
    ignored: ['Architectures', 'LoggingConfig', 'Tags', 'TracingConfig'],
    create(resource) {
      const definition = functionDefinition(resource, artifacts);
      const arn = functions.define(definition);
      definitions.set(definition.name, definition);
      return { ref: definition.name, attributes: { Arn: arn } };
    },
  };
}

function eventInvokeConfigType({ functions }: LambdaParts, definitions: Definitions): ResourceType {
  return {
    properties: ['DestinationConfig', 'FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'],
    create({ logicalId, properties, generatedName }) {
      if (Object.keys(properties.optionalObject('DestinationConfig') ?? {}).length > 0)
        throw new TemplateError(`Resources.${logicalId}`, 'destinations of asynchronous invocations are not modelled');
      const functionName = properties.string('FunctionName').split(':').at(-1) ?? '';
      const definition = definitions.get(functionName);
      if (!definition) throw new TemplateError(`Resources.${logicalId}`, `there is no function '${functionName}'`);
      functions.define({
        ...definition,
        ...given('maximumEventAgeSeconds', properties.optionalNumber('MaximumEventAgeInSeconds')),
        ...given('maximumRetryAttempts', properties.optionalNumber('MaximumRetryAttempts')),
      });
      return { ref: generatedName() };
    },
  };
}

function functionDefinition(resource: ResolvedResource, artifacts: string | undefined): FunctionDefinition {
  const { logicalId, properties } = resource;
  const where = `Resources.${logicalId}`;
  const runtime = properties.string('Runtime');
  if (!runtime.startsWith('nodejs'))
    throw new TemplateError(where, `the runtime ${runtime} is not modelled, only nodejs`);
  return {
    name: properties.optionalString('FunctionName') ?? resource.generatedName().slice(-64),
    handler: properties.string('Handler'),
    roleArn: properties.string('Role'),
    zipFile: artifactPath(properties.optionalObject('Code'), artifacts, where),
    environment: environmentOf(properties),
    ...given('description', properties.optionalString('Description')),
    ...given('timeoutSeconds', properties.optionalNumber('Timeout')),
    ...given('memoryMb', properties.optionalNumber('MemorySize')),
    ...given('reservedConcurrency', properties.optionalNumber('ReservedConcurrentExecutions')),
  };
}

function environmentOf(properties: Properties): Record<string, string> {
  const variables = properties.optionalObject('Environment')?.['Variables'] ?? {};
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}

function permissionType({ invokers }: LambdaParts): ResourceType {
  return {
    properties: ['Action', 'FunctionName', 'Principal', 'SourceArn'],
    ignored: ['SourceAccount'],
    create({ properties, generatedName }) {
      const functionName = properties.string('FunctionName');
      const principal = properties.string('Principal');
      const sourceArn = properties.optionalString('SourceArn');
      if (properties.string('Action') === 'lambda:InvokeFunction') {
        for (const invoker of invokers) invoker.allow({ functionName, principal, ...given('sourceArn', sourceArn) });
      }
      return { ref: generatedName(), remembered: properties.all() };
    },
  };
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]: Value });
}
