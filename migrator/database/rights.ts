import { scratchPrefix } from './scratch-names.ts';
import { codeOf, isDenial } from './server-error.ts';
import type { Session } from './session.ts';

/** What the user has to be given before a migration can run. */
export interface MissingRights {
  /** Names of rights on the database, such as `TRIGGER`. */
  readonly rights: readonly string[];
  /** The binary log is on, and the server lets only administrators make triggers. */
  readonly triggersNeedTrust: boolean;
}

type Trial = readonly [right: string, sql: string];

const trialsOn = (table: string): readonly Trial[] => [
  ['ALTER', `ALTER TABLE ${table} ADD COLUMN a INT NULL`],
  ['INDEX', `CREATE INDEX by_a ON ${table} (a)`],
  ['INSERT', `INSERT INTO ${table} (id) VALUES (1)`],
  ['SELECT', `SELECT id FROM ${table}`],
  ['UPDATE', `UPDATE ${table} SET id = 2`],
  ['DELETE', `DELETE FROM ${table}`],
  ['TRIGGER', `CREATE TRIGGER ${table}_trial BEFORE DELETE ON ${table} FOR EACH ROW SET @tidegate = 1`],
  ['LOCK TABLES', `LOCK TABLES ${table} WRITE`],
];

const needsTrust = 'ER_BINLOG_CREATE_ROUTINE_NEED_SUPER';

const denied = async (session: Session, sql: string): Promise<string | undefined> => {
  try {
    await session.rows(sql);
    return undefined;
  } catch (error) {
    if (isDenial(error)) return codeOf(error);
    throw error;
  }
};

const tryAll = async (session: Session, table: string): Promise<MissingRights> => {
  const rights: string[] = [];
  let triggersNeedTrust = false;
  for (const [right, sql] of trialsOn(table)) {
    const code = await denied(session, sql);
    if (code === needsTrust) triggersNeedTrust = true;
    else if (code !== undefined) rights.push(right);
  }
  await session.run('UNLOCK TABLES');
  return { rights, triggersNeedTrust };
};

/** Tries each right on a table of its own, because grants come by ways (roles, patterns, levels) that only the server puts together. */
export const missingRights = async (session: Session): Promise<MissingRights> => {
  const [row] = await session.rows('SELECT CONNECTION_ID() AS id');
  const table = `${scratchPrefix}${row?.['id']}_rights`;
  if ((await denied(session, `CREATE TABLE ${table} (id INT PRIMARY KEY) ENGINE=InnoDB`)) !== undefined) {
    return { rights: ['CREATE', 'DROP', ...trialsOn(table).map(([right]) => right)], triggersNeedTrust: false };
  }
  const { rights, triggersNeedTrust } = await tryAll(session, table);
  const drop = await denied(session, `DROP TABLE ${table}`);
  return { rights: drop === undefined ? rights : ['DROP', ...rights], triggersNeedTrust };
};

const account = (user: unknown): string => {
  const text = String(user);
  const at = text.lastIndexOf('@');
  return `'${text.slice(0, at)}'@'${text.slice(at + 1)}'`;
};

/** A sentence with the statements that give what is missing; undefined: nothing is. */
export const rightsInWords = async (session: Session): Promise<string | undefined> => {
  const { rights, triggersNeedTrust } = await missingRights(session);
  const sentences: string[] = [];
  if (rights.length > 0) {
    const [row] = await session.rows('SELECT CURRENT_USER() AS user, DATABASE() AS name');
    const database = String(row?.['name']).replaceAll(/[_%]/g, '\\$&');
    sentences.push(
      `The user lacks rights; run: GRANT ${rights.join(', ')} ON \`${database}\`.* TO ${account(row?.['user'])};`,
    );
  }
  if (triggersNeedTrust) {
    sentences.push(
      'The binary log is on and the user may not make triggers; run: SET GLOBAL log_bin_trust_function_creators = 1 (RDS: in the parameter group).',
    );
  }
  return sentences.length === 0 ? undefined : sentences.join(' ');
};
