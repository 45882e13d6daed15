import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseAccess } from './access.ts';
import { codeOf } from './server-error.ts';
import { openSession, type Session } from './session.ts';

/** The one migrator that may work on the database. */
export interface Exclusive {
  /** The connection that holds the lock: whoever ends it, ends all that is done by it. */
  readonly session: Session;
  /** Aborted when the lock is lost. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Names of locks are the whole server's, and MySQL allows them 64 characters. */
const mostCharacters = 50;

/** The name of the database's lock; others of ours start with it. */
export const lockName = (database: string): string => {
  const name = `tidegate:${database}`;
  return name.length <= mostCharacters
    ? name
    : `tidegate:${createHash('sha256')
        .update(database)
        .digest('hex')
        .slice(0, mostCharacters - 9)}`;
};

/** The lock that the connection of a comparison holds. */
export const comparisonLock = (database: string): string => `${lockName(database)}:compare`;

/** The locks that the connections of a copy hold, one each, so that they can be found and ended when nobody else knows of them. */
export const copyLocks = (database: string): readonly string[] => [
  ...['cxn', 'aux_cxn'].map((connection) => `${lockName(database)}:${connection}`),
  comparisonLock(database),
];

const watchMs = 1000;
const endedWithinSeconds = 10;

const got = async (session: Session, name: string, seconds: number): Promise<boolean> => {
  const [row] = await session.rows('SELECT GET_LOCK(?, ?) AS held', [name, seconds]);
  return Number(row?.['held']) === 1;
};

/** Ends the connection that holds the lock, one of our own user's; answers whether there was one. */
export const endHolder = async (session: Session, name: string): Promise<boolean> => {
  const [row] = await session.rows('SELECT IS_USED_LOCK(?) AS holder', [name]);
  const holder = row?.['holder'];
  if (holder === null || holder === undefined) return false;
  try {
    await session.run(`KILL ${Number(holder)}`);
  } catch (error) {
    if (codeOf(error) !== 'ER_NO_SUCH_THREAD') throw error;
  }
  if (!(await got(session, name, endedWithinSeconds))) {
    throw new Error(`Connection ${String(holder)} holds ${name} and does not end; end it by hand.`);
  }
  await session.rows('SELECT RELEASE_LOCK(?)', [name]);
  return true;
};

const watch = async (session: Session, name: string, lost: AbortController, stop: AbortSignal): Promise<void> => {
  while (!stop.aborted) {
    try {
      const [row] = await session.rows('SELECT IS_USED_LOCK(?) = CONNECTION_ID() AS held', [name]);
      if (Number(row?.['held']) !== 1) lost.abort(new Error(`Lock ${name} is another’s now.`));
      else await delay(watchMs, undefined, { signal: stop });
    } catch (error) {
      if (!stop.aborted) lost.abort(error);
    }
    if (lost.signal.aborted) return;
  }
};

const take = async (
  session: Session,
  name: string,
  waitSeconds: number,
  say: (line: string) => void,
): Promise<void> => {
  if (await got(session, name, waitSeconds)) return;
  say(`Another migrator’s connection still holds ${name} after ${waitSeconds} s: ending it.`);
  await endHolder(session, name);
  if (!(await got(session, name, endedWithinSeconds))) throw new Error(`Lock ${name} went to another migrator.`);
};

/**
 * Waits for the database's lock, then takes it from whoever holds it: the control plane starts a migrator only when the one before is gone, or
 * on a node that is lost.
 */
export const holdExclusive = async (
  access: DatabaseAccess,
  waitSeconds: number,
  lockWaitSeconds: number,
  say: (line: string) => void,
): Promise<Exclusive> => {
  const session = await openSession(access, { lockWaitSeconds });
  const name = lockName(access.database);
  try {
    await take(session, name, waitSeconds, say);
  } catch (error) {
    await session.close();
    throw error;
  }
  const lost = new AbortController();
  const stop = new AbortController();
  const watching = watch(session, name, lost, stop.signal);
  return {
    session,
    lost: lost.signal,
    release: async () => {
      stop.abort();
      await watching;
      await session.close();
    },
  };
};
