import { StopDeploymentCommand } from '@aws-sdk/client-appconfig';
import {
  BadRequestException,
  GetLatestConfigurationCommand,
  ResourceNotFoundException,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { flags, openAppConfig } from './stage.ts';

let stage: Awaited<ReturnType<typeof openAppConfig>>;
beforeEach(async () => {
  stage = await openAppConfig();
  await stage.addVersion(flags);
  await stage.addVersion(
    { ...flags, values: { ...flags.values, banner: { enabled: false } } },
    { VersionLabel: 'dark' },
  );
});
afterEach(() => stage.close());

const settled = 3_000;

async function session(more: object = {}): Promise<string | undefined> {
  const names = {
    ApplicationIdentifier: 'orders',
    EnvironmentIdentifier: 'production',
    ConfigurationProfileIdentifier: 'flags',
  };
  const answer = await stage.data.send(new StartConfigurationSessionCommand({ ...names, ...more }));
  return answer.InitialConfigurationToken;
}
async function poll(ConfigurationToken: string | undefined) {
  const answer = await stage.data.send(new GetLatestConfigurationCommand({ ConfigurationToken }));
  const body = Buffer.from(answer.Configuration ?? []).toString();
  return { ...answer, body, next: answer.NextPollConfigurationToken };
}
async function deploy(version: number, more: object = {}) {
  await stage.start(version, more);
  await stage.place.clock.advance(settled);
}

describe('a client of AppConfig Data', () => {
  it('gets the flags flattened, then nothing until they change', async () => {
    await deploy(1);
    const first = await poll(await session());
    expect(JSON.parse(first.body)).toEqual({ checkout: { enabled: false }, banner: { enabled: true } });
    expect(first).toMatchObject({ ContentType: 'application/json', NextPollIntervalInSeconds: 60 });
    const second = await poll(first.next);
    expect(second.body).toBe('');
    await deploy(2);
    const third = await poll(second.next);
    expect(JSON.parse(third.body)).toMatchObject({ banner: { enabled: false } });
    expect(third.VersionLabel).toBe('dark');
  });

  it('may use ids in the place of names', async () => {
    await deploy(1);
    const { ApplicationId, EnvironmentId, ConfigurationProfileId } = stage.ids;
    const token = await session({
      ApplicationIdentifier: ApplicationId,
      EnvironmentIdentifier: EnvironmentId,
      ConfigurationProfileIdentifier: ConfigurationProfileId,
    });
    expect((await poll(token)).body).not.toBe('');
  });

  it('may use a token once, and within 24 hours', async () => {
    await deploy(1);
    const token = await session();
    const { next } = await poll(token);
    await expect(poll(token)).rejects.toBeInstanceOf(BadRequestException);
    await stage.place.clock.advance(24 * 3_600_000 + 1);
    await expect(poll(next)).rejects.toMatchObject({
      name: 'BadRequestException',
      Details: { InvalidParameters: { ConfigurationToken: { Problem: 'Expired' } } },
    });
  });

  it('that asked for an interval must keep it, and keeps its token when it does not', async () => {
    await deploy(1);
    const { next } = await poll(await session({ RequiredMinimumPollIntervalInSeconds: 30 }));
    await expect(poll(next)).rejects.toMatchObject({
      Details: { InvalidParameters: { ConfigurationToken: { Problem: 'PollIntervalNotSatisfied' } } },
    });
    await stage.place.clock.advance(30_000);
    expect(await poll(next)).toMatchObject({ NextPollIntervalInSeconds: 30 });
    await expect(session({ RequiredMinimumPollIntervalInSeconds: 14 })).rejects.toBeInstanceOf(BadRequestException);
  });

  it('hears what does not exist or was never deployed', async () => {
    const missing = session({ EnvironmentIdentifier: 'staging' });
    await expect(missing).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(missing).rejects.toMatchObject({
      ResourceType: 'Environment',
      ReferencedBy: { EnvironmentIdentifier: 'staging' },
    });
    await expect(poll(await session())).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceType: 'Deployment',
    });
  });

  it('is among the share that a growing deployment reaches, or is not', async () => {
    await deploy(1);
    const clients = await Promise.all(Array.from({ length: 200 }, () => session()));
    await deploy(2, { DeploymentStrategyId: 'AppConfig.Linear20PercentEvery6Minutes' });
    const answers = await Promise.all(clients.map(poll));
    const reached = answers.filter(({ body }) => !JSON.parse(body).banner.enabled).length;
    expect(reached).toBeGreaterThan(20);
    expect(reached).toBeLessThan(60);
  });

  it('goes back to what was deployed before when a deployment is reverted', async () => {
    await deploy(1);
    await deploy(2);
    const { next } = await poll(await session());
    const { ApplicationId, EnvironmentId } = stage.ids;
    await stage.client.send(
      new StopDeploymentCommand({ ApplicationId, EnvironmentId, DeploymentNumber: 2, AllowRevert: true }),
    );
    expect(JSON.parse((await poll(next)).body)).toMatchObject({ banner: { enabled: true } });
  });
});

describe('a template', () => {
  it('leaves its flags deployed and complete', async () => {
    const { template } = stage.appConfig;
    const ApplicationId = template.application({ Name: 'stack' });
    const EnvironmentId = template.environment({ ApplicationId, Name: 'production' });
    const profile = { ApplicationId, Name: 'flags', LocationUri: 'hosted', Type: 'AWS.AppConfig.FeatureFlags' };
    const ConfigurationProfileId = template.configurationProfile(profile);
    const version = {
      ApplicationId,
      ConfigurationProfileId,
      Content: JSON.stringify(flags),
      ContentType: 'application/json',
    };
    const ConfigurationVersion = template.hostedConfigurationVersion(version);
    const properties: object = {
      Name: 'x',
      DeploymentDurationInMinutes: '0',
      GrowthFactor: '100',
      ReplicateTo: 'NONE',
    };
    const DeploymentStrategyId = template.deploymentStrategy(
      properties as Parameters<typeof template.deploymentStrategy>[0],
    );
    const ids = { ApplicationId, EnvironmentId, ConfigurationProfileId };
    expect(template.deployment({ ...ids, DeploymentStrategyId, ConfigurationVersion })).toBe('1');
    const { body } = await poll(await session({ ApplicationIdentifier: 'stack' }));
    expect(JSON.parse(body)).toMatchObject({ banner: { enabled: true } });
  });
});
