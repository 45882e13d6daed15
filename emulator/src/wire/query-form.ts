import type { NormalizedSchema } from '@smithy/core/schema';

/** Reads a form-encoded awsQuery input by its schema, as in `Actions.member.1.Order=1`. */
export function readQueryForm(schema: NormalizedSchema, form: URLSearchParams): unknown {
  return readStruct(schema, new FormNode(form, ''));
}

/** A place in the tree that dotted form keys spell. */
class FormNode {
  readonly #form: URLSearchParams;
  readonly #path: string;

  constructor(form: URLSearchParams, path: string) {
    this.#form = form;
    this.#path = path;
  }

  child(name: string): FormNode {
    return new FormNode(this.#form, this.#path ? `${this.#path}.${name}` : name);
  }

  exists(): boolean {
    return this.text() !== null || this.hasChildren();
  }

  hasChildren(): boolean {
    return [...this.#form.keys()].some((key) => key.startsWith(`${this.#path}.`));
  }

  text(): string | null {
    return this.#form.get(this.#path);
  }
}

function read(schema: NormalizedSchema, node: FormNode): unknown {
  if (schema.isStructSchema()) return readStruct(schema, node);
  if (schema.isListSchema()) return readList(schema, node);
  if (schema.isMapSchema()) return readMap(schema, node);
  return readScalar(schema, node.text() ?? '');
}

function readStruct(schema: NormalizedSchema, node: FormNode): Record<string, unknown> {
  const struct: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const child = node.child(member.getMergedTraits().xmlName ?? name);
    if (child.exists()) struct[name] = read(member, child);
  }
  return struct;
}

function readList(schema: NormalizedSchema, node: FormNode): unknown[] {
  const member = schema.getValueSchema();
  const flat = schema.getMergedTraits().xmlFlattened;
  const items = flat ? node : node.child(member.getMergedTraits().xmlName ?? 'member');
  return numbered(items).map((item) => read(member, item));
}

function readMap(schema: NormalizedSchema, node: FormNode): Record<string, unknown> {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = schema.getValueSchema().getMergedTraits().xmlName ?? 'value';
  const entries = schema.getMergedTraits().xmlFlattened ? node : node.child('entry');
  const pairs = numbered(entries).map((entry): [string, unknown] => [
    entry.child(keyName).text() ?? '',
    read(schema.getValueSchema(), entry.child(valueName)),
  ]);
  return Object.fromEntries(pairs);
}

function numbered(parent: FormNode): FormNode[] {
  const nodes: FormNode[] = [];
  for (let n = 1; parent.child(String(n)).exists(); n++) nodes.push(parent.child(String(n)));
  return nodes;
}

function readScalar(schema: NormalizedSchema, text: string): unknown {
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isTimestampSchema()) return new Date(text);
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(text, 'base64'));
  return text;
}
