import type { Json } from './template.ts';
import { isObject } from './template.ts';
import { TemplateError } from './template-error.ts';

/** A resource's resolved properties, read with their types; a wrong or missing one throws `TemplateError` naming it. */
export class Properties {
  readonly #where: string;
  readonly #values: Json;

  constructor(where: string, values: Json) {
    this.#where = where;
    this.#values = values;
  }

  names(): string[] {
    return Object.keys(this.#values);
  }

  /** All properties as they are. */
  all(): Json {
    return this.#values;
  }

  /** Those of the named properties that are given. */
  only(names: readonly string[]): Json {
    return Object.fromEntries(Object.entries(this.#values).filter(([name]) => names.includes(name)));
  }

  /** The same as the request of an API that has the same names; the API itself checks what it gets. */
  request<Request>(names: readonly string[]): Request {
    return this.only(names) as Request;
  }

  string(name: string): string {
    return this.optionalString(name) ?? this.#fail(name, 'is required');
  }

  optionalString(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    if (typeof value === 'object') return this.#fail(name, 'must be a string');
    return String(value);
  }

  optionalNumber(name: string): number | undefined {
    const value = this.optionalString(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    return Number.isFinite(number) ? number : this.#fail(name, `must be a number, and is '${value}'`);
  }

  optionalObject(name: string): Json | undefined {
    const value = this.#values[name];
    if (value === undefined || isObject(value)) return value;
    return this.#fail(name, 'must be an object');
  }

  objects(name: string): readonly Json[] {
    const value = this.#values[name] ?? [];
    if (Array.isArray(value) && value.every(isObject)) return value;
    return this.#fail(name, 'must be a list of objects');
  }

  /** An object, or the JSON text of one, as a JSON text. */
  optionalJsonText(name: string): string | undefined {
    const value = this.#values[name];
    return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
  }

  #fail(name: string, what: string): never {
    throw new TemplateError(`${this.#where}.Properties.${name}`, what);
  }
}
