import type { ApprovalWord } from '../contracts/turns.ts';
import { openQuestion } from '../domain/asking.ts';
import { isHeld } from '../domain/migration/lock.ts';
import { findMigrations } from '../migration/find-migrations.ts';
import type { Databases } from '../ports/databases.ts';
import {
  type AnsweredMigrations,
  type AnsweredReleases,
  migrationAsking,
  type Questioner,
  releaseAsking,
} from './questioner.ts';

export interface WhoAsksPorts {
  readonly ledger: AnsweredReleases;
  readonly migrations: AnsweredMigrations;
  readonly databases: Databases;
}

type Sought = Pick<ApprovalWord, 'service' | 'database' | 'question'>;

const asks = ({ asked, status }: Questioner, { question = asked?.question }: Sought): boolean =>
  status === 'active' && asked !== undefined && asked.question === question;

const waits = (questioner: Questioner, sought: Sought): boolean =>
  asks(questioner, sought) && openQuestion({ asked: questioner.asked, answers: [...questioner.answers] }) !== undefined;

const lastAsked = (questioners: readonly Questioner[]): Questioner | undefined =>
  questioners.toSorted((one, other) => (other.asked?.since ?? '').localeCompare(one.asked?.since ?? ''))[0];

const inDatabase = async (database: string, service: string, { migrations }: WhoAsksPorts) => {
  const record = await migrations.read(database);
  return record?.migration.service === service ? migrationAsking(record, migrations) : undefined;
};

const migrationsOf = async (service: string, ports: WhoAsksPorts): Promise<readonly Questioner[]> => {
  const found = await findMigrations((record) => isHeld(record) && record.migration.service === service, ports);
  return found.map((record) => migrationAsking(record, ports.migrations));
};

/**
 * Whose question a word answers: the one of the release if it waits, else that of the service's migration. Where nothing waits any
 * more, who asked last; where nothing was asked, the release if there ever was one.
 */
export const whoAsks = async (sought: Sought, ports: WhoAsksPorts): Promise<Questioner | undefined> => {
  const { service, database } = sought;
  if (database !== undefined) return inDatabase(database, service, ports);
  const record = await ports.ledger.read(service);
  const release = record && releaseAsking(record, ports.ledger);
  if (release !== undefined && waits(release, sought)) return release;
  const all = [...(release === undefined ? [] : [release]), ...(await migrationsOf(service, ports))];
  const asking = all.filter((questioner) => asks(questioner, sought));
  return asking.find((questioner) => waits(questioner, sought)) ?? lastAsked(asking) ?? all[0];
};
