import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { eventually, onEachCloud } from './clouds.ts';
import { locateStrategy } from './flag-stage.ts';
import { type DeployedStack, deployStack } from './stack.ts';

const textOf = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
/** What the sources of the stack say that there must be. */
const declared = {
  functions: Object.keys(parse(textOf('serverless.yml'), { logLevel: 'error' }).functions).length,
  calls: textOf('statemachines/release.asl.yml').match(/FunctionName:/g)?.length ?? 0,
};

onEachCloud('the packaged stack', (cloud) => {
  const { scenario } = cloud;
  if (cloud.name === 'moto') {
    it.skip('is deployed whole [not on moto: its functions need Docker]', () => undefined);
    return;
  }

  let stack: DeployedStack;
  const clients: { destroy(): void }[] = [];
  const open = <Client extends { destroy(): void }>(Constructor: new (config: DeployedStack['config']) => Client) => {
    const client = new Constructor(stack.config);
    clients.push(client);
    return client;
  };
  beforeAll(async () => {
    stack = await deployStack(cloud);
  }, 300_000);
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await stack.remove();
  }, 300_000);

  const machineOf = async (client: SFNClient): Promise<string> => {
    const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
    return stateMachines.find(({ name }) => name === `${stack.prefix}-release`)?.stateMachineArn ?? '';
  };
  const ended = async (input: object) => {
    const client = open(SFNClient);
    const stateMachineArn = await machineOf(client);
    const started = await client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
    return eventually(
      () => client.send(new DescribeExecutionCommand({ executionArn: started.executionArn })),
      ({ status }) => status !== 'RUNNING',
    );
  };

  scenario('has its functions, with the table that they work on', async () => {
    const { Functions = [] } = await open(LambdaClient).send(new ListFunctionsCommand({}));
    const ours = Functions.filter(({ FunctionName }) => FunctionName?.startsWith(stack.prefix));
    expect(ours).toHaveLength(declared.functions);
    const tables = new Set(ours.map(({ Environment }) => Environment?.Variables?.['TIDEGATE_TABLE']));
    expect([...tables]).toEqual([`${stack.prefix}-ledger`]);
    const { Table } = await open(DynamoDBClient).send(new DescribeTableCommand({ TableName: [...tables][0] }));
    expect(Table?.TableStatus).toBe('ACTIVE');
  });

  scenario('has its rules, each with a function behind it', async () => {
    const client = open(EventBridgeClient);
    const { Rules = [] } = await client.send(new ListRulesCommand({ NamePrefix: stack.prefix }));
    expect(Rules).toHaveLength(4);
    for (const { Name, State } of Rules) {
      expect(State).toBe('ENABLED');
      const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: Name }));
      expect(Targets.map(({ Arn }) => Arn)).toEqual([expect.stringContaining(`:function:${stack.prefix}-`)]);
    }
  });

  scenario('has its strategy for flags', async () => {
    expect(await locateStrategy(open(AppConfigClient), 'tidegate-instant')).toMatchObject({
      DeploymentDurationInMinutes: 0,
      FinalBakeTimeInMinutes: 0,
    });
  });

  scenario('has its machine, with nothing left to substitute', async () => {
    const client = open(SFNClient);
    const stateMachineArn = await machineOf(client);
    const { definition = '', status } = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(status).toBe('ACTIVE');
    expect(definition).not.toContain('$' + '{');
    expect(definition.match(/:function:/g)).toHaveLength(declared.calls);
  });

  scenario('refuses a service without a policy, in our words', async () => {
    expect(await ended({ service: 'nobody', tag: '1.0.0' })).toMatchObject({
      status: 'FAILED',
      error: 'Refused',
      cause: 'no policy is registered for service nobody: run tidegate policy apply',
    });
  });

  scenario('refuses what is no request, and tells what is wrong with it', async () => {
    const refusal = await ended({ nonsense: 1 });
    expect(refusal).toMatchObject({ status: 'FAILED', error: 'Refused', cause: expect.stringContaining('service: ') });
  });

  scenario('has nothing to recover of a release that was never admitted', async () => {
    const retire = { kind: 'retire', drainSeconds: 1 };
    const recovery = await ended({ recover: { service: 'nobody', epoch: 1 }, retire, because: 'a drill' });
    expect(recovery).toMatchObject({ status: 'FAILED', error: 'StaleRelease' });
  });
});
