import type { EventBridge } from '../../eventbridge/service.ts';
import type { FunctionDefinition } from '../../lambda/definition.ts';
import type { Lambda } from '../../lambda/service.ts';
import { artifactPath } from '../artifacts.ts';
import type { Properties } from '../properties.ts';
import type { ResolvedResource, ResourceType } from '../resource-type.ts';
import { TemplateError } from '../template-error.ts';

/** What the Lambda types are made of; `artifacts` is the folder with the functions' zips. */
export interface LambdaParts {
  readonly functions: Pick<Lambda, 'define'>;
  readonly permissions: Pick<EventBridge, 'allow'>;
  readonly artifacts: string | undefined;
}

/** AWS::Lambda::Function from its packaged zip, and AWS::Lambda::Permission, without which no rule may invoke it. */
export function lambdaTypes(parts: LambdaParts): Record<string, ResourceType> {
  return {
    'AWS::Lambda::Function': functionType(parts),
    'AWS::Lambda::Permission': permissionType(parts),
  };
}

function functionType({ functions, artifacts }: LambdaParts): ResourceType {
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
      return { ref: definition.name, attributes: { Arn: arn } };
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

function permissionType({ permissions }: LambdaParts): ResourceType {
  return {
    properties: ['Action', 'FunctionName', 'Principal', 'SourceArn'],
    ignored: ['SourceAccount'],
    create({ properties, generatedName }) {
      const functionName = properties.string('FunctionName');
      const principal = properties.string('Principal');
      const sourceArn = properties.optionalString('SourceArn');
      if (properties.string('Action') === 'lambda:InvokeFunction') {
        permissions.allow({ functionName, principal, ...given('sourceArn', sourceArn) });
      }
      return { ref: generatedName(), remembered: properties.all() };
    },
  };
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]: Value });
}
