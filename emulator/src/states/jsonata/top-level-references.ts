import type jsonata from 'jsonata';

/** What a JSONata syntax tree says that Step Functions does not support where it stands. */
export interface Unsupported {
  readonly message: string;
}

/** The members of `$states` that a field of a state may read. */
export type StatesMember = 'input' | 'context' | 'result' | 'errorOutput';

interface Walk {
  readonly readable: readonly StatesMember[];
  readonly found: Unsupported[];
}

type Node = Readonly<Record<string, unknown>>;

const KEYS_WITH_CONTEXT = new Set(['stages', 'predicate', 'group', 'terms', 'pattern', 'update', 'delete']);
const CONTEXT_NODES = new Set(['name', 'wildcard', 'descendant', 'parent']);

/**
 * Finds references that have nothing to refer to: Step Functions gives an expression no input document, only variables,
 * and refuses such a definition (measured by https://github.com/floci-io/floci/issues/2670 and issues/2745).
 */
export function findUnsupported(ast: jsonata.ExprNode, readable: readonly StatesMember[]): readonly Unsupported[] {
  const walk: Walk = { readable, found: [] };
  visit(ast as unknown as Node, false, walk);
  return walk.found;
}

function visit(node: Node, hasContext: boolean, walk: Walk): void {
  const reference = unsupportedReference(node, hasContext);
  if (reference !== undefined) {
    walk.found.push({ message: `Reference to '${reference}' at the top level is not supported.` });
  }
  if (Array.isArray(node['steps'])) {
    visitPath(node, node['steps'] as Node[], hasContext, walk);
    return;
  }
  for (const [key, child] of Object.entries(node)) {
    visitAll(child, hasContext || KEYS_WITH_CONTEXT.has(key), walk);
  }
}

function visitPath(path: Node, steps: readonly Node[], hasContext: boolean, walk: Walk): void {
  const member = unreadableMember(steps, walk.readable);
  if (member !== undefined) walk.found.push({ message: `Field '$states.${member}' does not exist.` });
  steps.forEach((step, index) => {
    visit(step, hasContext || index > 0, walk);
  });
  visitAll(path['group'], true, walk);
}

function visitAll(child: unknown, hasContext: boolean, walk: Walk): void {
  if (Array.isArray(child)) {
    for (const item of child) visitAll(item, hasContext, walk);
  } else if (typeof child === 'object' && child !== null && !(child instanceof RegExp)) {
    visit(child as Node, hasContext, walk);
  }
}

function unsupportedReference(node: Node, hasContext: boolean): string | undefined {
  const { type, value } = node;
  if (type === 'variable' && value === '$') return '$$';
  if (hasContext) return undefined;
  if (type === 'variable' && value === '') return '$';
  return CONTEXT_NODES.has(String(type)) ? String(value) : undefined;
}

function unreadableMember(steps: readonly Node[], readable: readonly StatesMember[]): string | undefined {
  const [root, member] = steps;
  if (root?.['type'] !== 'variable' || root['value'] !== 'states' || member?.['type'] !== 'name') return undefined;
  const name = String(member['value']);
  return (readable as readonly string[]).includes(name) ? undefined : name;
}
