import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AppConfigDataClient,
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { type Cloud, type CloudOptions, startCloud } from '../src/cloud.ts';

const template = join(import.meta.dirname, 'cloudformation/fixtures/packaged-template.json');
const handler = `exports.handler = async (event) => {
  console.log(event['detail-type']);
  return { ...event, table: process.env.ORDERS_TABLE };
};`;

let artifacts: string;
let cloud: Cloud;

beforeAll(() => {
  artifacts = mkdtempSync(join(tmpdir(), 'cloud-'));
  const zip = zipSync({ 'index.js': strToU8(handler) });
  for (const name of ['on-push', 'work']) writeFileSync(join(artifacts, `${name}.zip`), zip);
});
afterAll(() => rmSync(artifacts, { recursive: true }));
afterEach(() => cloud.close());

async function start(options: CloudOptions = {}) {
  cloud = await startCloud({ template, artifacts, timeScale: 10_000, ...options });
  return {
    endpoint: cloud.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'operator', secretAccessKey: 'none' },
  };
}

describe('a cloud started from a packaged template', () => {
  it('has the template’s resources under the names that it gives them', async () => {
    const config = await start();
    const rule = await new EventBridgeClient(config).send(new DescribeRuleCommand({ Name: 'shop-dev-on-push-rule-1' }));
    const table = cloud.createdResources['OrdersTable'] ?? '';
    const described = await new DynamoDBClient(config).send(new DescribeTableCommand({ TableName: table }));
    const alarms = await new CloudWatchClient(config).send(new DescribeAlarmsCommand({ AlarmNames: ['shop-errors'] }));
    expect(JSON.parse(rule.EventPattern ?? '')).toEqual({ source: ['aws.ecr'], 'detail-type': ['ECR Image Action'] });
    expect(table).toMatch(/^emulated-OrdersTable-[A-Z0-9]{12}$/);
    expect(described.Table?.TableStatus).toBe('ACTIVE');
    expect(alarms.MetricAlarms).toMatchObject([{ AlarmName: 'shop-errors', Period: 60, Threshold: 1 }]);
  });

  it('tells its outputs and the policies of its roles', async () => {
    await start();
    expect(cloud.stack?.outputs).toMatchObject({
      MachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:shop-dev-work',
      TableName: cloud.createdResources['OrdersTable'],
    });
    const role = cloud.stack?.resources.find(({ logicalId }) => logicalId === 'WorkRole');
    expect(role?.remembered?.['Policies']).toMatchObject([{ PolicyName: 'work' }]);
  });

  it('runs the machine with the real function behind its substitution', async () => {
    const client = new SFNClient(await start());
    const stateMachineArn = String(cloud.stack?.outputs['MachineArn']);
    const input = JSON.stringify({ service: 'orders' });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
    let execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    while (execution.status === 'RUNNING') {
      await cloud.clock.sleep(10_000);
      execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    }
    expect(execution.status).toBe('SUCCEEDED');
    expect(JSON.parse(execution.output ?? '')).toEqual({
      service: 'orders',
      table: cloud.createdResources['OrdersTable'],
    });
  });

  it('lets an image push invoke the function that its rule names', async () => {
    const config = await start();
    const ecr = new ECRClient(config);
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'shop' }));
    const imageManifestMediaType = 'application/vnd.oci.image.manifest.v1+json';
    const imageManifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: imageManifestMediaType,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${'a'.repeat(64)}`, size: 1 },
      layers: [],
    });
    const push = { repositoryName: 'shop', imageTag: '1.0.0', imageManifest, imageManifestMediaType };
    await ecr.send(new PutImageCommand(push));
    const heard = () => cloud.services.lambda.logLines('shop-dev-on-push').map(({ text }) => text);
    while (!heard().some((text) => text.includes('ECR Image Action'))) await cloud.clock.sleep(1_000);
    expect(cloud.services.eventBridge.dropped()).toEqual([]);
  });

  it('serves the flags that the template deploys', async () => {
    const client = new AppConfigDataClient(await start());
    const identifiers = {
      ApplicationIdentifier: 'shop',
      EnvironmentIdentifier: 'dev',
      ConfigurationProfileIdentifier: 'flags',
    };
    const session = await client.send(new StartConfigurationSessionCommand(identifiers));
    const token = session.InitialConfigurationToken;
    const latest = await client.send(new GetLatestConfigurationCommand({ ConfigurationToken: token }));
    expect(latest.Configuration?.transformToString()).toBe('{"quick":{"enabled":false}}');
  });

  it('gives access to the clusters that are created in it', async () => {
    const client = new EKSClient(await start());
    const cluster = { name: 'shop', roleArn: 'arn:aws:iam::123456789012:role/eks', resourcesVpcConfig: {} };
    await client.send(new CreateClusterCommand(cluster));
    const answer = await fetch(`${cloud.endpoint}/_emulator/cluster`);
    expect(await answer.json()).toMatchObject({
      clusters: [{ name: 'shop', endpoint: expect.stringContaining('https://127.0.0.1:'), token: expect.any(String) }],
    });
  });

  it('takes parameters, and leaves out what their conditions exclude', async () => {
    await start({ parameters: { AlarmPeriod: '0' } });
    expect(cloud.createdResources).not.toHaveProperty('ErrorsAlarm');
  });
});

describe('a cloud that can’t start', () => {
  it('says which artifact is missing and leaves nothing running', async () => {
    await start({});
    const elsewhere = startCloud({ template, artifacts: tmpdir() });
    await expect(elsewhere).rejects.toThrow(
      /Resources\.\w+LambdaFunction: there is no .*\.zip; build the functions first/,
    );
  });
});
