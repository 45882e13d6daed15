/** JSON as it is told apart: keys sorted, undefined dropped, sentences for people erased. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const isSentence = (key: string): boolean => /because$/i.test(key);

/** The same value in the one form in which it is compared. Sentences differ without making a difference. */
export const canonical = (value: unknown): Json => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, isSentence(key) && typeof item === 'string' ? '…' : canonical(item)]);
  return Object.fromEntries(entries);
};

/** Numbers for values: equal values get the same number. */
export class Interner<T> {
  readonly #ids = new Map<string, number>();
  readonly #values: T[] = [];

  idOf(value: T): number {
    const plain = canonical(value);
    const key = JSON.stringify(plain);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#values.length;
    this.#values.push(plain as T);
    this.#ids.set(key, id);
    return id;
  }

  valueOf(id: number): T {
    return this.#values[id] as T;
  }

  get size(): number {
    return this.#values.length;
  }
}

/** Thrown where something must be computed asynchronously first; do `work` and ask again. */
export class Needed extends Error {
  readonly work: () => Promise<void>;

  constructor(work: () => Promise<void>) {
    super('not computed yet');
    this.work = work;
  }
}

/** Asks again until everything that was needed is there. */
export const whenComputed = async <T>(ask: () => T): Promise<T> => {
  for (;;) {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof Needed)) throw error;
      await error.work();
    }
  }
};
