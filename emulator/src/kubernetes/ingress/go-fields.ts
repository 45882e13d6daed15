import { BuildError } from './build-error.ts';

/**
 * The fields of a JSON object as Go's encoding/json reads them into a struct: names in any case, unknown ones ignored, null as
 * absent, and wrong types refused. See https://pkg.go.dev/encoding/json#Unmarshal
 */
export class GoFields {
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #struct: string;

  constructor(value: unknown, struct: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new BuildError(`json: cannot unmarshal ${typeNameOf(value)} into Go value of type ingress.${struct}`);
    }
    this.#fields = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
    this.#struct = struct;
  }

  text(name: string): string | undefined {
    const value = this.#value(name);
    return value === undefined || typeof value === 'string' ? value : this.#refuse(name, value, 'string');
  }

  wholeNumber(name: string): number | undefined {
    const value = this.#value(name);
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value;
    return this.#refuse(name, value, 'int32');
  }

  flag(name: string): boolean | undefined {
    const value = this.#value(name);
    return value === undefined || typeof value === 'boolean' ? value : this.#refuse(name, value, 'bool');
  }

  intOrText(name: string): number | string | undefined {
    const value = this.#value(name);
    return typeof value === 'number' ? this.wholeNumber(name) : this.text(name);
  }

  object(name: string, struct: string): GoFields | undefined {
    const value = this.#value(name);
    return value === undefined ? undefined : new GoFields(value, struct);
  }

  objects(name: string, struct: string): readonly GoFields[] {
    return this.#list(name).map((item) => new GoFields(item, struct));
  }

  texts(name: string): readonly string[] {
    return this.#list(name).map((item) => (typeof item === 'string' ? item : this.#refuse(name, item, 'string')));
  }

  #list(name: string): readonly unknown[] {
    const value = this.#value(name) ?? [];
    return Array.isArray(value) ? value : this.#refuse(name, value, 'slice');
  }

  #value(name: string): unknown {
    return this.#fields.get(name.toLowerCase()) ?? undefined;
  }

  #refuse(name: string, value: unknown, wanted: string): never {
    const field = `${this.#struct}.${name}`;
    throw new BuildError(`json: cannot unmarshal ${typeNameOf(value)} into Go struct field ${field} of type ${wanted}`);
  }
}

function typeNameOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
