import type { Clause } from '../lint/changes.ts';
import { definitionOf, showCreate } from './definition.ts';
import { dropScratch } from './drop-scratch.ts';
import { definitionFrom, foreignKeyName, foreignKeysIn, formOf, withPlainName } from './normal-form.ts';
import { scratchPrefix } from './scratch-names.ts';
import { asRefusal } from './server-error.ts';
import type { Session } from './session.ts';

/** An empty copy of a table. It has no foreign keys: making them would lock the tables that they lead to. */
export interface Copy {
  readonly scratch: string;
  /** The foreign keys that it would have, as lines of its definition. */
  readonly foreignKeys: readonly string[];
}

/** The tables that statements are tried on, by the names of those that they stand for. */
export interface Copies {
  /** What stands for the table; null: the statements before dropped it; undefined: nothing yet. */
  at(table: string): Copy | null | undefined;
  /** What stands for the table, made where it is missing; null: there is no such table. */
  of(table: string): Promise<Copy | null>;
  /** A name for a table that is about to be made. */
  begin(table: string): void;
  set(table: string, copy: Copy | null): void;
  /** The table's definition as the statements before have made it. */
  definition(table: string): Promise<string | null>;
  /** Drops them all. */
  close(): Promise<void>;
}

/** The clauses that are to be run on a copy, and the copy without the foreign keys that the others drop. */
export const withoutForeignKeys = (
  copy: Copy,
  clauses: readonly Clause[],
): { readonly kept: readonly Clause[]; readonly copy: Copy } => {
  const names = copy.foreignKeys.map(foreignKeyName);
  const droppedBy = ({ change }: Clause): string | undefined =>
    change.kind === 'dropForeignKey' || change.kind === 'dropConstraint' ? change.name : undefined;
  const dropped = clauses.map(droppedBy).filter((name) => name !== undefined && names.includes(name));
  return {
    kept: clauses.filter((clause) => !dropped.includes(droppedBy(clause))),
    copy: { ...copy, foreignKeys: copy.foreignKeys.filter((key) => !dropped.includes(foreignKeyName(key))) },
  };
};

const withOwnNames = (definition: string, copies: ReadonlyMap<string, Copy | null>): string =>
  [...copies].reduce(
    (text, [table, copy]) => (copy === null ? text : text.replaceAll(`\`${copy.scratch}\``, `\`${table}\``)),
    definition,
  );

/** No copies yet; their names carry the connection's number, so that two runs don't meet. */
export const copiesOf = async (session: Session): Promise<Copies> => {
  const [row] = await session.rows('SELECT CONNECTION_ID() AS id');
  const copies = new Map<string, Copy | null>();
  const scratches: string[] = [];
  const next = (): string => {
    const scratch = `${scratchPrefix}${row?.['id']}_${scratches.length + 1}`;
    scratches.push(scratch);
    return scratch;
  };
  const made = async (table: string): Promise<Copy | null> => {
    const text = await showCreate(session, table);
    if (text === null) return null;
    const copy = { scratch: next(), foreignKeys: foreignKeysIn(text) };
    await session.run('CREATE TABLE ?? LIKE ??', [copy.scratch, table]).catch((error: unknown) => {
      throw asRefusal(error);
    });
    copies.set(table, copy);
    return copy;
  };
  const definition = async (table: string): Promise<string | null> => {
    const copy = copies.get(table);
    if (copy === undefined) return definitionOf(session, table);
    const text = copy === null ? null : await showCreate(session, copy.scratch);
    if (text === null) return null;
    const form = formOf(withOwnNames(text, copies));
    const inherited = (copy?.foreignKeys ?? []).map(withPlainName);
    return definitionFrom({ ...form, foreignKeys: [...form.foreignKeys, ...inherited].sort() });
  };
  return {
    at: (table) => copies.get(table),
    of: async (table) => copies.get(table) ?? (copies.has(table) ? null : made(table)),
    begin: (table) => copies.set(table, { scratch: next(), foreignKeys: [] }),
    set: (table, copy) => copies.set(table, copy),
    definition,
    close: () => dropScratch(session, scratches),
  };
};
