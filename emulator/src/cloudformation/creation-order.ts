import { attributeReference, intrinsicCall } from './intrinsics.ts';
import { splitSubText } from './sub-text.ts';
import { isObject, type TemplateResource } from './template.ts';
import { TemplateError } from './template-error.ts';

/** Logical ids in an order in which each comes after what it refers to; throws `TemplateError` on a circle. */
export function creationOrder(
  resources: Readonly<Record<string, TemplateResource>>,
  condition: (name: string) => boolean,
): string[] {
  const ordered = new Set<string>();
  const visit = (logicalId: string, path: readonly string[]) => {
    const resource = resources[logicalId];
    if (!resource || ordered.has(logicalId)) return;
    if (path.includes(logicalId)) {
      throw new TemplateError('Resources', `circular dependency: ${[...path, logicalId].join(' → ')}`);
    }
    const needed = [...resource.dependsOn, ...referencesIn(resource.properties, condition)];
    for (const other of needed) visit(other, [...path, logicalId]);
    ordered.add(logicalId);
  };
  for (const logicalId of Object.keys(resources)) visit(logicalId, []);
  return [...ordered];
}

/** The names that a value refers to by Ref, Fn::GetAtt or Fn::Sub, in the branches that its conditions choose. */
export function referencesIn(value: unknown, condition: (name: string) => boolean): string[] {
  const inside = (inner: unknown) => referencesIn(inner, condition);
  if (Array.isArray(value)) return value.flatMap(inside);
  if (!isObject(value)) return [];
  const call = intrinsicCall(value);
  switch (call?.name) {
    case 'Ref':
      return [String(call.argument)];
    case 'Fn::GetAtt':
      return [attributeReference(call.argument, 'Fn::GetAtt')[0]];
    case 'Fn::Sub':
      return [...subReferences(call.argument), ...(Array.isArray(call.argument) ? inside(call.argument[1]) : [])];
    case 'Fn::If': {
      const [name, whenTrue, whenFalse] = call.argument as unknown[];
      return inside(condition(String(name)) ? whenTrue : whenFalse);
    }
    default:
      return Object.values(value).flatMap(inside);
  }
}

function subReferences(argument: unknown): string[] {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, undefined];
  return splitSubText(String(template))
    .flatMap((piece) => ('name' in piece ? [piece.name] : []))
    .filter((name) => !(isObject(variables) && Object.hasOwn(variables, name)))
    .map((name) => name.split('.')[0] ?? name);
}
