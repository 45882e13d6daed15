import { randomBytes } from 'node:crypto';

/** How one account reaches one database. */
export interface DatabaseAccess {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A database of the rehearsal, as its programs reach it and as the migrator does. */
export interface RehearsedDatabase {
  /** Reads and writes rows. */
  readonly program: DatabaseAccess;
  /** Changes the schema; it may no more than a migrator needs. */
  readonly migrator: DatabaseAccess;
}

/** Both accounts of a database. Names in MariaDB take no hyphen without quotes, so that theirs have none. */
export function accountsOf(name: string, { host, port }: Pick<DatabaseAccess, 'host' | 'port'>): RehearsedDatabase {
  const database = name.replaceAll('-', '_');
  const account = (user: string): DatabaseAccess => ({ host, port, user, password: secret(), database });
  return { program: account(database), migrator: account(`${database}_migrator`) };
}

const secret = (): string => randomBytes(18).toString('base64url');

/** What SQL makes the database and its accounts, a statement a line. */
export function accountStatements({ program, migrator }: RehearsedDatabase): string[] {
  const { database } = program;
  const who = ({ user }: DatabaseAccess) => `'${user}'@'127.0.0.1'`;
  const account = (access: DatabaseAccess) => `CREATE USER ${who(access)} IDENTIFIED BY '${access.password}';`;
  const schemaWork = 'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, TRIGGER, LOCK TABLES';
  return [
    `CREATE DATABASE ${database} CHARACTER SET utf8mb4;`,
    ...[account(program), account(migrator)],
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${database}.* TO ${who(program)};`,
    `GRANT ${schemaWork} ON ${database}.* TO ${who(migrator)};`,
    `GRANT PROCESS, REPLICATION CLIENT, REPLICA MONITOR ON *.* TO ${who(migrator)};`,
  ];
}

/** As programs read it from their environment. Generated names and passwords need no escaping. */
export function urlOf({ host, port, user, password, database }: DatabaseAccess): string {
  return `mysql://${user}:${password}@${host}:${port}/${database}`;
}
