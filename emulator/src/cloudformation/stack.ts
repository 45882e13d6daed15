import { drawFrom } from '../identifiers.ts';
import type { Place } from '../ports.ts';
import { createConditions } from './conditions.ts';
import { creationOrder } from './creation-order.ts';
import { noValue, resolve, type Scope } from './intrinsics.ts';
import { parameterValues } from './parameters.ts';
import { Properties } from './properties.ts';
import type { CreatedResource, ResolvedResource, ResourceType } from './resource-type.ts';
import { isObject, type Json, type Template } from './template.ts';
import { TemplateError } from './template-error.ts';

/** What a stack is made of; `resourceTypes` are all the types that may occur in the template. */
export interface StackOptions {
  readonly stackName: string;
  readonly template: Template;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly place: Place;
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
}

/** A resource that a stack has created; `physicalId` is what `Ref` answers. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly remembered?: Json;
}

/** A stack, complete. */
export interface Stack {
  readonly stackName: string;
  readonly resources: readonly StackResource[];
  readonly outputs: Json;
}

/** Creates a template's resources, each after what it refers to; throws `TemplateError` at the first that can't be. */
export async function createStack(options: StackOptions): Promise<Stack> {
  const { stackName, template } = options;
  const building = new Building(options);
  for (const logicalId of building.order()) await building.create(logicalId);
  const outputs = Object.entries(template.outputs).filter(([, output]) => building.isWanted(output['Condition']));
  return {
    stackName,
    resources: building.resources(),
    outputs: Object.fromEntries(outputs.map(([name, output]) => [name, building.output(name, output)])),
  };
}

class Building {
  readonly #options: StackOptions;
  readonly #parameters: ReadonlyMap<string, unknown>;
  readonly #condition: (name: string) => boolean;
  readonly #created = new Map<string, StackResource>();

  constructor(options: StackOptions) {
    this.#options = options;
    this.#parameters = parameterValues(options.template.parameters, options.parameters ?? {});
    this.#condition = createConditions(options.template.conditions, (where) => this.#scope(where));
  }

  order(): string[] {
    const { resources } = this.#options.template;
    const wanted = Object.entries(resources).filter(([, resource]) => this.isWanted(resource.condition));
    return creationOrder(Object.fromEntries(wanted), this.#condition);
  }

  isWanted(condition: unknown): boolean {
    return condition === undefined || this.#condition(String(condition));
  }

  resources(): StackResource[] {
    return [...this.#created.values()];
  }

  output(name: string, output: Json): unknown {
    return resolve(output['Value'], this.#scope(`Outputs.${name}`));
  }

  async create(logicalId: string): Promise<void> {
    const { template, resourceTypes } = this.#options;
    const resource = template.resources[logicalId];
    if (!resource) return;
    const where = `Resources.${logicalId}`;
    const dangling = resource.dependsOn.find((other) => !template.resources[other]);
    if (dangling !== undefined)
      throw new TemplateError(where, `depends on '${dangling}', which is not in the template`);
    const resourceType = resourceTypes[resource.type];
    if (!resourceType) throw new TemplateError(where, `resources of type ${resource.type} are not modelled`);
    const properties = new Properties(where, resolve(resource.properties, this.#scope(where)) as Json);
    checkNames(where, resource.type, properties, resourceType);
    const { type } = resource;
    const resolved = { logicalId, type, properties, generatedName: () => this.#generatedName(logicalId) };
    this.#remember(logicalId, type, await createOne(where, resourceType, resolved));
  }

  #remember(logicalId: string, type: string, { ref, attributes = {}, ...rest }: CreatedResource): void {
    this.#created.set(logicalId, { logicalId, type, physicalId: ref, attributes, ...rest });
  }

  #generatedName(logicalId: string): string {
    const letters = drawFrom(this.#options.place.random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 12);
    return `${this.#options.stackName}-${logicalId}-${letters}`;
  }

  #scope(where: string): Scope {
    return {
      where,
      ref: (name) => this.#ref(name, where),
      attribute: (logicalId, attribute) => this.#attribute(logicalId, attribute, where),
      condition: (name) => this.#condition(name),
      mapping: (name, topKey, secondKey) => this.#mapping([name, topKey, secondKey], where),
    };
  }

  #ref(name: string, where: string): unknown {
    const pseudo = pseudoParameters(this.#options);
    if (Object.hasOwn(pseudo, name)) return pseudo[name];
    if (this.#parameters.has(name)) return this.#parameters.get(name);
    return this.#reached(name, where).physicalId;
  }

  #attribute(logicalId: string, attribute: string, where: string): string {
    const { type, attributes } = this.#reached(logicalId, where);
    const value = attributes[attribute];
    if (value === undefined)
      throw new TemplateError(where, `${type} ${logicalId} has no attribute '${attribute}' here`);
    return value;
  }

  #reached(logicalId: string, where: string): StackResource {
    const resource = this.#created.get(logicalId);
    if (resource) return resource;
    throw new TemplateError(where, `refers to '${logicalId}', which is no parameter and no resource that is created`);
  }

  #mapping([name, topKey, secondKey]: readonly [string, string, string], where: string): unknown {
    const top = this.#options.template.mappings[name]?.[topKey];
    const value = isObject(top) ? top[secondKey] : undefined;
    if (value === undefined) throw new TemplateError(where, `Mappings has no ${name}.${topKey}.${secondKey}`);
    return value;
  }
}

async function createOne(where: string, type: ResourceType, resource: ResolvedResource): Promise<CreatedResource> {
  try {
    return await type.create(resource);
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    throw new TemplateError(where, `${resource.type} is refused: ${error}`);
  }
}

function checkNames(
  where: string,
  type: string,
  properties: Properties,
  { properties: modelled, ignored }: ResourceType,
) {
  const accepted = ignored === 'others' ? undefined : new Set([...modelled, ...(ignored ?? [])]);
  const refused = properties.names().filter((name) => accepted && !accepted.has(name));
  if (refused.length > 0) throw new TemplateError(where, `${type}'s ${refused.join(', ')} is not modelled`);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
function pseudoParameters({ place, stackName }: StackOptions): Json {
  const { accountId, region } = place;
  return {
    'AWS::AccountId': accountId,
    'AWS::NoValue': noValue,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/emulated`,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}
