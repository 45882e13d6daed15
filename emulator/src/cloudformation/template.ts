import { TemplateError } from './template-error.ts';

/** Any JSON object of a template. */
export type Json = Readonly<Record<string, unknown>>;

/** A resource as the template has it, intrinsic functions unresolved. */
export interface TemplateResource {
  readonly type: string;
  readonly properties: Json;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
}

/** The sections of a CloudFormation template that the loader reads. */
export interface Template {
  readonly parameters: Readonly<Record<string, Json>>;
  readonly mappings: Readonly<Record<string, Json>>;
  readonly conditions: Json;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Readonly<Record<string, Json>>;
}

/** Reads a template's JSON; throws `TemplateError` when it is no template. */
export function readTemplate(json: unknown): Template {
  const root = objectAt('template', json);
  if (root['Transform'] !== undefined) {
    throw new TemplateError('Transform', 'transforms are not modelled; give the template as it is after them');
  }
  const resources = objectAt('Resources', root['Resources']);
  return {
    parameters: objectsAt('Parameters', root['Parameters']),
    mappings: objectsAt('Mappings', root['Mappings']),
    conditions: objectAt('Conditions', root['Conditions'] ?? {}),
    resources: Object.fromEntries(Object.entries(resources).map(([id, value]) => [id, readResource(id, value)])),
    outputs: objectsAt('Outputs', root['Outputs']),
  };
}

/** True for JSON objects: neither arrays nor null. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readResource(logicalId: string, value: unknown): TemplateResource {
  const where = `Resources.${logicalId}`;
  const resource = objectAt(where, value);
  const { Type: type, Condition: condition, DependsOn: dependsOn = [] } = resource;
  if (typeof type !== 'string') throw new TemplateError(where, 'has no Type');
  return {
    type,
    properties: objectAt(`${where}.Properties`, resource['Properties'] ?? {}),
    dependsOn: [dependsOn].flat().map(String),
    ...(typeof condition === 'string' ? { condition } : {}),
  };
}

function objectsAt(where: string, value: unknown): Record<string, Json> {
  const entries = Object.entries(objectAt(where, value ?? {}));
  return Object.fromEntries(entries.map(([name, entry]) => [name, objectAt(`${where}.${name}`, entry)]));
}

function objectAt(where: string, value: unknown): Json {
  if (isObject(value)) return value;
  throw new TemplateError(where, 'must be an object');
}
