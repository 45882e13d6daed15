import type { NormalizedSchema } from '@smithy/core/schema';

/** Reads a form-encoded awsQuery input by its schema, as in `Actions.member.1.Order=1`. */
export function readQueryForm(schema: NormalizedSchema, form: URLSearchParams): unknown {
  return readStruct(schema, treeOf(form));
}

/** A place in the tree that dotted form keys spell. */
interface FormNode {
  text?: string;
  readonly children: Map<string, FormNode>;
}

function treeOf(form: URLSearchParams): FormNode {
  const root: FormNode = { children: new Map() };
  for (const [key, value] of form) {
    let node = root;
    for (const name of key.split('.')) node = childAt(node, name);
    node.text ??= value;
  }
  return root;
}

function childAt({ children }: FormNode, name: string): FormNode {
  const child = children.get(name) ?? { children: new Map() };
  children.set(name, child);
  return child;
}

function read(schema: NormalizedSchema, node: FormNode): unknown {
  if (schema.isStructSchema()) return readStruct(schema, node);
  if (schema.isListSchema()) return readList(schema, node);
  if (schema.isMapSchema()) return readMap(schema, node);
  return readScalar(schema, node.text ?? '');
}

function readStruct(schema: NormalizedSchema, { children }: FormNode): Record<string, unknown> {
  const struct: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const child = children.get(member.getMergedTraits().xmlName ?? name);
    if (child) struct[name] = read(member, child);
  }
  return struct;
}

function readList(schema: NormalizedSchema, node: FormNode): unknown[] {
  const member = schema.getValueSchema();
  const flat = schema.getMergedTraits().xmlFlattened;
  const items = flat ? node : node.children.get(member.getMergedTraits().xmlName ?? 'member');
  return numbered(items).map((item) => read(member, item));
}

function readMap(schema: NormalizedSchema, node: FormNode): Record<string, unknown> {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = schema.getValueSchema().getMergedTraits().xmlName ?? 'value';
  const entries = schema.getMergedTraits().xmlFlattened ? node : node.children.get('entry');
  const pairs = numbered(entries).map(({ children }): [string, unknown] => [
    children.get(keyName)?.text ?? '',
    read(schema.getValueSchema(), children.get(valueName) ?? { children: new Map() }),
  ]);
  return Object.fromEntries(pairs);
}

/** The items of a list: the children `1`, `2` and so on, up to the first gap. */
function numbered(parent: FormNode | undefined): FormNode[] {
  const nodes: FormNode[] = [];
  for (let child = parent?.children.get('1'); child; child = parent?.children.get(String(nodes.length + 1)))
    nodes.push(child);
  return nodes;
}

function readScalar(schema: NormalizedSchema, text: string): unknown {
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isTimestampSchema()) return new Date(text);
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(text, 'base64'));
  return text;
}
