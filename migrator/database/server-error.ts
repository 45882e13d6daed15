import { types } from 'node:util';

/** The code of an error of mysql2, such as `ER_NO_SUCH_TABLE`, `ECONNREFUSED`, or `ER_1901` where mysql2 has no name for it. */
export const codeOf = (error: unknown): string => {
  if (!types.isNativeError(error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'errno' in error && typeof error.errno === 'number' ? `ER_${error.errno}` : '';
};

/** The server refuses a statement: it would refuse it in earnest too. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused';
  /** The server's code, such as `ER_DUP_FIELDNAME`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const troubles = new Set([
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_LOCK_DEADLOCK',
  'ER_QUERY_INTERRUPTED',
  'ER_QUERY_TIMEOUT',
  'ER_STATEMENT_TIMEOUT',
  'ER_SERVER_SHUTDOWN',
  'ER_DISK_FULL',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_CON_COUNT_ERROR',
]);

const denials = new Set([
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_COLUMNACCESS_DENIED_ERROR',
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
  'ER_PROCACCESS_DENIED_ERROR',
  'ER_BINLOG_CREATE_ROUTINE_NEED_SUPER',
]);

/** Whether the server denies the user a right. */
export const isDenial = (error: unknown): boolean => denials.has(codeOf(error));

/** The server's own words of an error of mysql2. */
export const messageOf = (error: unknown): string => {
  if (!types.isNativeError(error)) return String(error);
  return 'sqlMessage' in error && typeof error.sqlMessage === 'string' ? error.sqlMessage : error.message;
};

/** The error as the refusal of a statement, unless it is trouble, a missing right, or not the server's. */
export const asRefusal = (error: unknown): unknown => {
  const code = codeOf(error);
  if (!code.startsWith('ER_') || troubles.has(code) || isDenial(error)) return error;
  return new StatementRefused(code, messageOf(error));
};
