import { BadRequest } from './bad-request.ts';

/** The fields of an order as it came in JSON; readers throw `BadRequest` naming the field that is wrong. */
export class OrderFields {
  readonly #fields: Readonly<Record<string, unknown>>;

  /** Refuses fields other than the `known` ones, since a misspelt one would silently have no effect. */
  constructor(body: unknown, known: readonly string[]) {
    if (typeof body !== 'object' || body === null) throw new BadRequest('the body must be a JSON object');
    const unknown = Object.keys(body).filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new BadRequest(`unknown: ${unknown.join(', ')}; known: ${known.join(', ')}`);
    this.#fields = { ...body };
  }

  text(name: string, expected: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw new BadRequest(`${name} is required: ${expected}`);
    return value;
  }

  optionalText(name: string): string | undefined {
    const value = this.#fields[name];
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    throw new BadRequest(`${name} must be a text that is not empty`);
  }

  wholeNumber(name: string, otherwise?: number): number {
    const value = this.#fields[name] ?? otherwise;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    throw new BadRequest(`${name} must be a whole number of 0 or more`);
  }
}
