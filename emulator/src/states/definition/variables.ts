import type { Json } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { StateGroup } from './asl.ts';
import type { Check } from './checks.ts';
import type { Diagnostics } from './diagnostics.ts';
import { innerGroups } from './groups.ts';

const VARIABLE_NAME = /^[\p{ID_Start}_][\p{ID_Continue}_]{0,79}$/u;

/** Names of variables: Unicode identifiers of at most 80 characters; `states` is reserved; no paths as `a.b`. */
export const variableNames: Check = (value, at, found) => {
  if (!isJsonObject(value)) return found.refuse('Expected value of type Object', at);
  for (const name of Object.keys(value)) {
    if (name === 'states') found.refuse("The variable name 'states' is reserved", `${at}/${name}`);
    else if (!VARIABLE_NAME.test(name)) found.refuse(`'${name}' is not a valid variable name`, `${at}/${name}`);
  }
};

/**
 * Refuses an inner scope (branch, item processor) that assigns a name which an outer scope assigns.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export function checkScopes(
  group: StateGroup,
  at: string,
  found: Diagnostics,
  outer: ReadonlySet<string> = new Set(),
): void {
  const own = assignments(group, at);
  for (const { name, location } of own) {
    if (outer.has(name)) found.refuse(`Variable '${name}' is already assigned in an outer scope`, location);
  }
  const visible = new Set([...outer, ...own.map(({ name }) => name)]);
  for (const inner of innerGroups(group, at)) checkScopes(inner.group, inner.at, found, visible);
}

interface Assignment {
  readonly name: string;
  readonly location: string;
}

function assignments(group: StateGroup, at: string): readonly Assignment[] {
  return Object.entries(group.States).flatMap(([stateName, state]) =>
    assignTemplates(state as unknown as Json, `${at}/States/${stateName}`),
  );
}

function assignTemplates(holder: Json, at: string): readonly Assignment[] {
  if (!isJsonObject(holder)) return [];
  const assigned = isJsonObject(holder['Assign'] ?? null) ? Object.keys(holder['Assign'] as object) : [];
  const rules = ['Choices', 'Catch'].flatMap((field) => {
    const list = holder[field];
    return Array.isArray(list) ? list.flatMap((rule: Json, i) => assignTemplates(rule, `${at}/${field}[${i}]`)) : [];
  });
  return [...assigned.map((name) => ({ name, location: `${at}/Assign/${name}` })), ...rules];
}
