import type { Firing } from '../finding.ts';
import { isSymbol, isWord, type Token } from '../lexer.ts';

const users = 'manages users and rights';
const session = 'sets up a session or a server';
const transaction = 'is part of a transaction, which DDL ends without a word';
const locks = 'takes locks';
const reading = 'reads, and changes no schema';
const upkeep = 'is upkeep of a server';
const programs = 'runs a program';
const bulk = 'moves data in or out of the server';
const client = 'is a command of the mysql client, not SQL';

const reasons: Readonly<Record<string, readonly string[]>> = {
  [users]: ['GRANT', 'REVOKE'],
  [session]: ['SET', 'USE', 'RESET', 'CHANGE', 'STOP', 'INSTALL', 'UNINSTALL', 'SHUTDOWN', 'RESTART', 'KILL', 'PURGE'],
  [transaction]: ['START', 'BEGIN', 'COMMIT', 'ROLLBACK', 'SAVEPOINT', 'RELEASE', 'XA'],
  [locks]: ['LOCK', 'UNLOCK'],
  [reading]: ['SELECT', 'SHOW', 'EXPLAIN', 'DESCRIBE', 'DESC', 'WITH', 'TABLE', 'VALUES', 'HELP', 'HANDLER'],
  [upkeep]: ['OPTIMIZE', 'ANALYZE', 'REPAIR', 'CHECK', 'CHECKSUM', 'FLUSH', 'CACHE', 'BACKUP', 'BINLOG', 'CLONE'],
  [programs]: ['PREPARE', 'EXECUTE', 'DEALLOCATE', 'CALL', 'DO', 'SIGNAL', 'RESIGNAL', 'IF', 'DECLARE', 'END'],
  [bulk]: ['LOAD', 'IMPORT'],
  [client]: ['DELIMITER', 'SOURCE'],
};

const objects: Readonly<Record<string, string>> = {
  DATABASE: 'makes or drops a whole database',
  SCHEMA: 'makes or drops a whole database',
  USER: users,
  ROLE: users,
  PROCEDURE: 'is about a stored routine',
  FUNCTION: 'is about a stored routine',
  PACKAGE: 'is about a stored routine',
  EVENT: 'is about the server’s own scheduler',
  SERVER: session,
  TABLESPACE: 'is about files of the server',
  LOGFILE: 'is about files of the server',
  INSTANCE: session,
  TEMPORARY: 'is gone with its session',
};

const about = new Set(['TABLE', 'INDEX', 'VIEW', 'TRIGGER', 'ON', 'AS']);

const objectOf = (tokens: readonly Token[]): string | undefined => {
  if (!isWord(tokens[0], 'CREATE', 'ALTER', 'DROP', 'RENAME')) return undefined;
  const words = tokens.slice(1, 12).map((token) => (token.kind === 'word' ? token.text.toUpperCase() : ''));
  const found = words.find((word) => word in objects || about.has(word));
  return found !== undefined && !about.has(found) ? found : undefined;
};

const verbOf = (tokens: readonly Token[]): { readonly words: string; readonly reason: string } | undefined => {
  const verb = tokens[0]?.kind === 'word' ? tokens[0].text.toUpperCase() : '';
  const object = objectOf(tokens);
  if (object !== undefined) return { words: `${verb} ${object}`, reason: objects[object] ?? '' };
  const reason = Object.entries(reasons).find(([, verbs]) => verbs.includes(verb))?.[0];
  return reason === undefined ? undefined : { words: verb, reason };
};

const outfile = (tokens: readonly Token[]): boolean => tokens.some((token) => isWord(token, 'OUTFILE', 'DUMPFILE'));

/** The refusal of a statement that is no migration at all. */
export const refuseForeign = (tokens: readonly Token[]): Firing | undefined => {
  const found = outfile(tokens) ? { words: 'INTO OUTFILE', reason: bulk } : verbOf(tokens);
  return found && { rule: 'not-a-migration', sentence: `${found.words} ${found.reason}.` };
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const invisible = /[\u0000-\u0008\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/** The refusal of a file with characters that people can't see, or that show the text in another order than it has. */
export const refuseInvisible = (sql: string): Firing | undefined => {
  const found = invisible.exec(sql);
  if (found === null) return undefined;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const line = sql.slice(0, found.index).split('\n').length;
  return { rule: 'hidden-statement', sentence: `The invisible character U+${code} may hide what the text says.`, line };
};

const escapedQuote = /\\['"]/;

/** The refusal of text that servers, clients or sql_modes read differently, so that something may hide in it. */
export const refuseHidden = (tokens: readonly Token[]): Firing | undefined => {
  const broken = tokens.find((token) => token.kind === 'broken');
  if (broken)
    return { rule: 'unparseable', sentence: 'A quote or comment begins here and never ends.', line: broken.line };
  const hint = tokens.find((token) => token.kind === 'hint');
  if (hint) {
    const sentence = `A comment that servers run (${hint.text.slice(0, 4)}…) hides what happens from this lint, and from servers that skip it.`;
    return { rule: 'hidden-statement', sentence, line: hint.line };
  }
  const text = tokens.find((token) => token.kind === 'string' && escapedQuote.test(token.text));
  if (text === undefined) return undefined;
  const sentence =
    'A backslash before a quote ends the text for some servers (NO_BACKSLASH_ESCAPES) and not for others.';
  return { rule: 'hidden-statement', sentence, line: text.line };
};

/** ON comes before a table where it is about an index or trigger, and before a condition in queries. */
const isTableOn = (tokens: readonly Token[], index: number): boolean =>
  isWord(tokens[index], 'ON') &&
  isWord(tokens[0], 'CREATE', 'DROP') &&
  !tokens.some((token) => isWord(token, 'SELECT'));

const beforeTables = [
  'TABLE',
  'INTO',
  'UPDATE',
  'FROM',
  'JOIN',
  'REFERENCES',
  'LIKE',
  'TO',
  'VIEW',
  'EXISTS',
  'TRIGGER',
  'RENAME',
];

const isDatabase = (tokens: readonly Token[], index: number): boolean =>
  isSymbol(tokens[index + 1], '.') && (isWord(tokens[index - 1], ...beforeTables) || isTableOn(tokens, index - 1));

/** The refusal of names that are not safe in a shell, or that lead out of the release's own database. */
export const refuseNames = (tokens: readonly Token[]): Firing | undefined => {
  const name = tokens.find(({ kind, value }) => (kind === 'word' || kind === 'quoted') && !/^[\w$]+$/.test(value));
  if (name) {
    const sentence = `The name ${JSON.stringify(name.value)} has characters other than letters, digits, _ and $.`;
    return { rule: 'identifier', sentence, line: name.line };
  }
  const index = tokens.findIndex((token, place) => token.kind !== 'symbol' && isDatabase(tokens, place));
  const database = tokens[index];
  if (database === undefined) return undefined;
  return { rule: 'cross-database', sentence: `Names the database ${database.value}.`, line: database.line };
};
