import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { dynamodbMigrations } from '../../../src/adapters/aws/dynamodb-migrations.ts';
import type { MigrationRecord } from '../../../src/contracts/migration/record.ts';
import { ledgerIn } from '../../peers/world/ledger.ts';
import { policyText } from '../../peers/world/policy.ts';
import { shopVersion } from '../../peers/world/versions.ts';
import { openWorld, type World } from '../../peers/world/world.ts';
import { migratorImage, openDatabase } from './database.ts';
import type { Database, Manner } from './migrator.ts';

const databaseName = 'shop-db';
const namespace = 'shop-data';
const secret = 'shop-database';

/** A release world whose service has a database. */
export interface MigratingWorld extends World {
  readonly database: Database;
  /** The database's lock, with how its migrations stand. */
  migration(): Promise<MigrationRecord | undefined>;
  /** Concluded migrations, oldest first. */
  past(): Promise<readonly MigrationRecord[]>;
  /** Starts the machine `migration` by hand. */
  migrate(input: object, name?: string): Promise<void>;
  /** Its executions, oldest first. */
  migrations(): Promise<readonly MigrationExecution[]>;
  stop(execution: MigrationExecution): Promise<void>;
  /** Until nothing of the machine runs and so many executions have been started. */
  untilMigrated(count: number, seconds?: number): Promise<readonly MigrationExecution[]>;
  /** Jobs of the migrator, and their pods that are not over. */
  jobs(): readonly string[];
  runningPods(): readonly string[];
  deletePod(name: string): void;
  /** What a person says to a migration that asks. */
  answer(said: 'yes' | 'no'): Promise<unknown>;
  /** Another service with the same database. */
  addNeighbour(name: string): Promise<void>;
}

export interface MigrationExecution {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
  readonly error: string;
  readonly cause: string;
}

/** What the policy says of the database; `choices` over it. */
const migrationsOf = (choices: object) => ({
  ...{ database: databaseName, namespace, secret },
  image: migratorImage,
  ...choices,
});

/** What of its policy a story chooses. */
export interface MigratingChoices {
  readonly migrations?: object;
  readonly gates?: object;
  readonly flags?: object;
}

/** Opens a world with an empty database, and a migrator that behaves so. */
export async function openMigratingWorld(
  manner: Manner = {},
  { migrations = {}, ...others }: MigratingChoices = {},
): Promise<MigratingWorld> {
  const more = { migrations: migrationsOf(migrations), ...others };
  const policy = { strategy: 'blue-green', more } as const;
  const world = await openWorld({ layout: 'namespaces', policy, usersPerSecond: 1 });
  const database = openDatabase(world.cloud, world.cluster, { namespace, secret }, manner);
  return { ...world, database, ...machineOf(world), ...clusterOf(world), ...ledgerOf(world), answer: answerIn(world) };
}

function answerIn({ cloud }: World): MigratingWorld['answer'] {
  const { functions } = cloud.services.lambda;
  return async (said) => {
    const word = { service: 'shop', database: databaseName, said, by: 'ada', because: 'seen' };
    const name = cloud.createdResources['AnswerApprovalLambdaFunction'] ?? '';
    const answered = await functions.invoke(name, word, 'request', 'operator');
    if (answered.errorType !== undefined) throw new Error(`${answered.errorType}: ${answered.errorMessage}`);
    return answered.payload;
  };
}

function clusterOf({ cluster: { api } }: World): Pick<MigratingWorld, 'jobs' | 'runningPods' | 'deletePod'> {
  return {
    deletePod: (name) => api.remove('pods', { namespace, name }),
    jobs: () => api.list('jobs', namespace).map(({ metadata }) => metadata.name),
    runningPods: () =>
      api
        .list('pods', namespace)
        .filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed')
        .map(({ metadata }) => metadata.name),
  };
}

function ledgerOf({ cloud, balancer }: World): Pick<MigratingWorld, 'migration' | 'past' | 'addNeighbour'> {
  const table = cloud.createdResources['LedgerTable'] ?? '';
  const asking = async <Answer>(ask: (ledger: ReturnType<typeof dynamodbMigrations>) => Promise<Answer>) => {
    const client = new DynamoDBClient(cloud.clientConfig());
    try {
      return await ask(dynamodbMigrations(client, table));
    } finally {
      client.destroy();
    }
  };
  return {
    migration: () => asking((ledger) => ledger.read(databaseName)),
    past: async () => (await asking((ledger) => ledger.past(databaseName, 50))).toReversed(),
    async addNeighbour(name) {
      const { ecr } = cloud.services;
      ecr.createRepository(name);
      ecr.pushProgram({ repositoryName: name, tag: '1.0.0', name: `${name} 1.0.0`, program: shopVersion('1.0.0') });
      const text = policyText('namespaces', balancer, {
        strategy: 'blue-green',
        more: { migrations: migrationsOf({}) },
      });
      const policy = { ...JSON.parse(text), service: name, image: { repository: name } };
      await ledgerIn(cloud).register(JSON.stringify(policy));
    },
  };
}

function machineOf({ cloud, operator: { states }, until }: World) {
  const stateMachineArn = cloud.createdResources['MigrationMachine'] ?? '';
  const migrations = async (): Promise<readonly MigrationExecution[]> => {
    const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
    const described = executions.toReversed().map(async ({ executionArn }) => {
      const {
        name = '',
        status = '',
        error = '',
        cause = '',
      } = await states.send(new DescribeExecutionCommand({ executionArn }));
      return { arn: executionArn ?? '', name, status, error, cause };
    });
    return Promise.all(described);
  };
  return {
    migrations,
    async migrate(input: object, name = `by-hand-${cloud.clock.now()}`) {
      await states.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    },
    async stop({ arn }: MigrationExecution) {
      await states.send(new StopExecutionCommand({ executionArn: arn, cause: 'stopped by hand' }));
    },
    async untilMigrated(count: number, seconds = 7200) {
      await until(async () => {
        const all = await migrations();
        return all.length >= count && all.every(({ status }) => status !== 'RUNNING');
      }, seconds);
      return migrations();
    },
  };
}
