import * as z from 'zod/mini';
import type { MigrationRecord } from '../contracts/migration/record.ts';
import { type AdmitMigrationInput, type MigrationAdmission, MigrationRequest } from '../contracts/migration/turns.ts';
import { problemsOf } from '../contracts/problems.ts';
import { TidegateError } from '../domain/errors.ts';
import { secondsBetween } from '../domain/instants.ts';
import { heldSentence, startedSentence } from '../domain/migration/admission.ts';
import { isHeld } from '../domain/migration/lock.ts';
import { nextLockLookSeconds } from '../domain/migration/looks.ts';
import { type Wait, waitForIncidents, whyIncidentsUnknown } from '../domain/waiting.ts';
import type { Evidence } from '../ports/evidence.ts';
import type { MigrationLedger } from '../ports/migration-ledger.ts';
import type { Policies } from '../ports/policies.ts';
import { refusing } from './refusing.ts';
import { type MigratingPolicy, type SurveyMigrationPorts, surveyMigration } from './survey-migration.ts';

export interface AdmitMigrationPorts extends SurveyMigrationPorts {
  readonly migrations: MigrationLedger;
  readonly policies: Pick<Policies, 'of'>;
  readonly evidence: Pick<Evidence, 'alarms'>;
}

const refuse = (because: string): TidegateError => new TidegateError('MigrationRefused', because);

const readRequest = (request: unknown): MigrationRequest => {
  const parsed = z.safeParse(MigrationRequest, request);
  if (!parsed.success) throw refuse(`the input is not {"service": …}: ${problemsOf(parsed.error)}`);
  const { release, mode, tag } = parsed.data;
  if (release !== undefined && (mode === 'contract' || tag !== undefined))
    throw refuse('a release widens the schema for its own version: leave "mode" and "tag" out');
  return parsed.data;
};

const policyOf = async (service: string, policies: AdmitMigrationPorts['policies']): Promise<MigratingPolicy> => {
  const policy = await policies.of(service);
  if (policy === undefined) throw refuse(`no policy is registered for service ${service}: run tidegate policy apply`);
  const { migrations } = policy;
  if (migrations === undefined)
    throw refuse(`the policy of ${service} has no migrations: add them to its tidegate.yml`);
  return { ...policy, migrations };
};

const admitted = (record: MigrationRecord): MigrationAdmission => ({
  kind: 'admitted',
  migration: { database: record.database, epoch: record.epoch },
  plan: record.migration.plan,
  because: startedSentence(record),
});

/** A release has looked at its gates already; what is started by itself waits for an incident to end. */
const forIncidents = async (
  policy: MigratingPolicy,
  asked: MigrationRequest,
  waitedSeconds: number,
  { evidence }: AdmitMigrationPorts,
): Promise<Wait | null> => {
  const { incidents = [] } = policy.gates ?? {};
  if (asked.release !== undefined || incidents.length === 0) return null;
  const readings = await evidence.alarms(incidents);
  const unknown = whyIncidentsUnknown(readings);
  if (unknown !== null) throw refuse(unknown);
  return waitForIncidents(readings, waitedSeconds);
};

const takeLock = async (record: MigrationRecord, { migrations }: AdmitMigrationPorts): Promise<MigrationAdmission> => {
  const stored = await migrations.admit(record);
  if (stored !== undefined) return admitted(stored);
  throw new TidegateError('LockFreed', `another migration of ${record.database} was admitted at this moment`);
};

const decide = async (input: AdmitMigrationInput, ports: AdmitMigrationPorts): Promise<MigrationAdmission> => {
  const asked = readRequest(input.request);
  const policy = await policyOf(asked.service, ports.policies);
  const { database } = policy.migrations;
  const former = await ports.migrations.read(database);
  const held = former !== undefined && isHeld(former);
  if (held && former.holder === input.execution) return admitted(former);
  const migration = await surveyMigration(asked, policy, ports);
  const waitedSeconds = secondsBetween(input.executionStartedAt, input.now);
  if (held)
    return { kind: 'waits', because: heldSentence(former), lookAgainSeconds: nextLockLookSeconds(waitedSeconds) };
  const wait = await forIncidents(policy, asked, waitedSeconds, ports);
  if (wait !== null) return { kind: 'waits', ...wait };
  const identity = { database, epoch: (former?.epoch ?? 0) + 1, holder: input.execution };
  return takeLock({ ...identity, status: 'active', admittedAt: input.now, migration }, ports);
};

/** Locks the database and decides what is done, lets it wait, or refuses with a sentence. The holder gets what it has. */
export const admitMigration = (input: AdmitMigrationInput, ports: AdmitMigrationPorts): Promise<MigrationAdmission> =>
  refusing<MigrationAdmission>(
    () => decide(input, ports),
    (because) => ({ kind: 'refused', because }),
  );
