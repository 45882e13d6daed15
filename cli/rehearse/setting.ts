import { setTimeout as delay } from 'node:timers/promises';
import { dynamodbMigrations } from '../../src/adapters/aws/dynamodb-migrations.ts';
import type { MigrationLedger } from '../../src/ports/migration-ledger.ts';
import { type Admin, openAdmin } from './admin.ts';
import { createOperatorClients, type OperatorClients, podEnvironment } from './clients.ts';
import type { RunningDatabases } from './database/databases.ts';
import type { RehearsalFolder } from './folder.ts';
import { createWorld, type World } from './world/world.ts';

/** The place of a story: the emulated account with the packaged Tidegate in it, and the team's service running. */
export interface Setting {
  readonly clients: OperatorClients;
  readonly admin: Admin;
  readonly world: World;
  readonly stateMachineArn: string;
  /** How the database of the policy is migrated, if it is. */
  readonly migrations: MigrationSetting | undefined;
  /** Name of the ledger's table. */
  readonly table: string;
  /** The function that takes people's answers. */
  readonly answerFunction: string;
  /** The function that people send users back by. */
  readonly rollBackFunction: string;
}

/** The region that the emulated account is in. */
const region = 'eu-west-1';
const pollEveryMs = 100;

/** The state machine `migration`, and what the ledger keeps of its database. */
export interface MigrationSetting {
  readonly stateMachineArn: string;
  readonly ledger: MigrationLedger;
  readonly database: string;
}

export interface SettingPlan {
  readonly endpoint: string;
  readonly folder: RehearsalFolder;
  readonly databases: RunningDatabases;
  /** The folder of Tidegate itself. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** Opens the emulated account and creates the team's part of it. */
export async function createSetting({ endpoint, databases, ...plan }: SettingPlan): Promise<Setting> {
  const clients = createOperatorClients({ endpoint, region });
  const admin = openAdmin(endpoint);
  const table = await admin.output('LedgerTableName');
  const stateMachineArn = await admin.output('ReleaseMachineArn');
  const answerFunction = await admin.output('AnswerApprovalArn');
  const rollBackFunction = await admin.output('RollBackArn');
  const pushesAreHandled = () => quietPushes(admin, plan.signal);
  const podEnv = { ...podEnvironment({ endpoint, region }), ...databases.env };
  const ofCloud = { clients, table, podEnv, pushesAreHandled, now: admin.now };
  const world = await createWorld({ ...plan, ...ofCloud, databases: databases.byName });
  const migrations = await migrationSetting(plan.folder, { clients, admin, table });
  return { clients, admin, world, stateMachineArn, migrations, table, answerFunction, rollBackFunction };
}

async function migrationSetting(
  { policy: { migrations } }: RehearsalFolder,
  { clients, admin, table }: Pick<Setting, 'clients' | 'admin' | 'table'>,
): Promise<MigrationSetting | undefined> {
  if (migrations === undefined) return undefined;
  const stateMachineArn = await admin.output('MigrationMachineArn');
  return { stateMachineArn, ledger: dynamodbMigrations(clients.dynamo, table), database: migrations.database };
}

/** How long nothing must be asked on behalf of a push until all pushes count as dealt with; events may come twice. */
const quietMs = 3_000;

/** Waits until the function that pushes invoke has asked its questions about all of them. */
async function quietPushes(admin: Admin, signal: AbortSignal): Promise<void> {
  for (;;) {
    const calls = await admin.calls({ service: 'dynamodb' });
    const asked = calls.filter(({ caller }) => caller.endsWith('on-image-pushed'));
    const last = asked.at(-1);
    if (last && (await admin.now()) - last.at > quietMs) return;
    await delay(pollEveryMs, undefined, { signal });
  }
}
