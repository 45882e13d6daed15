import type { MigratorResult, Stage } from '../src/contracts/migration/result.ts';
import type { ErrorCode } from '../src/domain/errors.ts';
import { AccessIncomplete } from './database/access.ts';
import { codeOf, isDenial, messageOf } from './database/server-error.ts';

/** Names of what may go wrong, as results say them: of the one error table. */
export type TroubleName = Extract<
  ErrorCode,
  | 'DatabaseUnreachable'
  | 'DatabaseBusy'
  | 'DatabaseDenied'
  | 'DatabaseAccessInvalid'
  | 'MigratorStopped'
  | 'CopyFailed'
  | 'MigratorBroken'
>;

/** Something went wrong that is no refusal; `again` when the same stage may simply be started again. */
export class Trouble extends Error {
  override readonly name: TroubleName;
  readonly again: boolean;

  constructor(name: TroubleName, because: string, again: boolean, cause?: unknown) {
    super(because, { cause });
    this.name = name;
    this.again = again;
  }
}

const busy = new Set([
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_LOCK_DEADLOCK',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_USER_LIMIT_REACHED',
  'ER_QUERY_INTERRUPTED',
  'ER_QUERY_TIMEOUT',
  'ER_STATEMENT_TIMEOUT',
  'ER_OPTION_PREVENTS_STATEMENT',
]);

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_SERVER_SHUTDOWN',
  'ER_NEW_ABORTING_CONNECTION',
  'ER_NET_READ_ERROR',
  'ER_NET_READ_INTERRUPTED',
  'ER_CONNECTION_KILLED',
]);

const certificates = /^(?:ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HANDSHAKE_)/;

/** The server turns the user away, or the database is not there: the Secret has to change. */
const isDenied = (error: unknown): boolean => isDenial(error) || codeOf(error) === 'ER_BAD_DB_ERROR';

/** Any error as trouble, with a sentence that says what to do; the statement's text stays out of it. */
export const troubleOf = (error: unknown): Trouble => {
  if (error instanceof Trouble) return error;
  if (error instanceof AccessIncomplete) return new Trouble('DatabaseAccessInvalid', error.message, false, error);
  const code = codeOf(error);
  const said = messageOf(error) || code;
  if (busy.has(code)) return new Trouble('DatabaseBusy', `The database is busy: ${said}`, true, error);
  if (unreachable.has(code)) {
    return new Trouble('DatabaseUnreachable', `The database can’t be reached: ${said || code}`, true, error);
  }
  if (certificates.test(code)) {
    const because = `The connection is not safe: ${said}. TIDEGATE_DB_CA must hold the CA of the database’s certificate.`;
    return new Trouble('DatabaseAccessInvalid', because, false, error);
  }
  if (isDenied(error)) return new Trouble('DatabaseDenied', `The database denies it: ${said}`, false, error);
  return new Trouble('MigratorBroken', said || 'An error without a message.', false, error);
};

/** The trouble as the stage's result. */
export const failureOf = (error: unknown, stage: Stage): MigratorResult => {
  const trouble = troubleOf(error);
  return { outcome: 'failed', stage, error: trouble.name, because: trouble.message, again: trouble.again };
};
