import { splitSubText } from './sub-text.ts';
import { isObject, type Json } from './template.ts';
import { TemplateError } from './template-error.ts';

/** What intrinsic functions look things up in; each look-up throws `TemplateError` when there is no such thing. */
export interface Scope {
  /** Where in the template we are, for error messages. */
  readonly where: string;
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(name: string, topKey: string, secondKey: string): unknown;
}

/** What `Ref: AWS::NoValue` resolves to: the property that holds it is left out. */
export const noValue = Symbol('AWS::NoValue');

/** The value with all its intrinsic functions replaced by what they stand for. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== noValue);
  if (!isObject(value)) return value;
  const call = intrinsicCall(value);
  if (call) return callIntrinsic(call.name, call.argument, scope);
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, resolve(item, scope)]);
  return Object.fromEntries(entries.filter(([, item]) => item !== noValue));
}

/** The intrinsic function that an object calls, if it is a call. */
export function intrinsicCall(value: Json): { readonly name: string; readonly argument: unknown } | undefined {
  const [entry, ...others] = Object.entries(value);
  if (!entry || others.length > 0) return undefined;
  const [name, argument] = entry;
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument } : undefined;
}

/** `Fn::GetAtt`'s argument, which may be `[id, attribute]` or `id.attribute`. */
export function attributeReference(argument: unknown, where: string): readonly [logicalId: string, attribute: string] {
  const [logicalId, ...attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  if (!logicalId || attribute.length === 0)
    throw new TemplateError(where, 'Fn::GetAtt needs a resource and an attribute');
  return [logicalId, attribute.join('.')];
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.ref(String(name)),
  'Fn::GetAtt': (argument, scope) => scope.attribute(...attributeReference(argument, scope.where)),
  'Fn::Sub': substitute,
  'Fn::Join': join,
  'Fn::Split': split,
  'Fn::Select': select,
  'Fn::If': choose,
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, scope) => Buffer.from(text(argument, scope)).toString('base64'),
};

function callIntrinsic(name: string, argument: unknown, scope: Scope): unknown {
  const intrinsic = intrinsics[name];
  if (!intrinsic) throw new TemplateError(scope.where, `${name} is not modelled`);
  return intrinsic(argument, scope);
}

function substitute(argument: unknown, scope: Scope): string {
  const [template, variables = {}] = Array.isArray(argument) ? argument : [argument];
  const local = isObject(variables) ? variables : {};
  return splitSubText(String(template))
    .map((piece) => ('literal' in piece ? piece.literal : String(subValue(piece.name, local, scope))))
    .join('');
}

function subValue(name: string, local: Json, scope: Scope): unknown {
  if (Object.hasOwn(local, name)) return resolve(local[name], scope);
  return name.includes('.') ? scope.attribute(...attributeReference(name, scope.where)) : scope.ref(name);
}

function join(argument: unknown, scope: Scope): string {
  const [separator, items] = list('Fn::Join', argument, scope, 2);
  const resolved = resolve(items, scope);
  if (!Array.isArray(resolved)) throw new TemplateError(scope.where, 'Fn::Join needs a list to join');
  return resolved.map(String).join(String(separator));
}

function split(argument: unknown, scope: Scope): string[] {
  const [separator, source] = list('Fn::Split', argument, scope, 2);
  return text(source, scope).split(String(separator));
}

function select(argument: unknown, scope: Scope): unknown {
  const [index, items] = list('Fn::Select', argument, scope, 2);
  const resolved = resolve(items, scope);
  const position = Number(resolve(index, scope));
  if (!Array.isArray(resolved) || resolved[position] === undefined) {
    throw new TemplateError(scope.where, `Fn::Select has no item ${position}`);
  }
  return resolved[position];
}

function choose(argument: unknown, scope: Scope): unknown {
  const [condition, whenTrue, whenFalse] = list('Fn::If', argument, scope, 3);
  return resolve(scope.condition(String(condition)) ? whenTrue : whenFalse, scope);
}

function findInMap(argument: unknown, scope: Scope): unknown {
  const [name, topKey, secondKey] = list('Fn::FindInMap', argument, scope, 3);
  return scope.mapping(String(name), text(topKey, scope), text(secondKey, scope));
}

function list(name: string, argument: unknown, scope: Scope, length: number): unknown[] {
  if (Array.isArray(argument) && argument.length === length) return argument;
  throw new TemplateError(scope.where, `${name} needs a list of ${length}`);
}

function text(value: unknown, scope: Scope): string {
  return String(resolve(value, scope));
}
