import {
  BadRequestException,
  ConflictException,
  CreateConfigurationProfileCommand,
  CreateDeploymentStrategyCommand,
  GetConfigurationProfileCommand,
  GetHostedConfigurationVersionCommand,
  ListApplicationsCommand,
  ListConfigurationProfilesCommand,
  ListDeploymentStrategiesCommand,
  ListEnvironmentsCommand,
  ListHostedConfigurationVersionsCommand,
  PayloadTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-appconfig';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { flags, openAppConfig } from './stage.ts';

let stage: Awaited<ReturnType<typeof openAppConfig>>;
beforeEach(async () => {
  stage = await openAppConfig();
});
afterEach(() => stage.close());

function textOf(content: Uint8Array | undefined): string {
  return Buffer.from(content ?? []).toString();
}

describe('finding ids by name', () => {
  it('works by listing applications, environments, profiles and strategies', async () => {
    const { client, ids, instant } = stage;
    const { ApplicationId } = ids;
    expect((await client.send(new ListApplicationsCommand({}))).Items).toEqual([{ Id: ApplicationId, Name: 'orders' }]);
    const environments = await client.send(new ListEnvironmentsCommand({ ApplicationId }));
    expect(environments.Items).toMatchObject([
      { Id: ids.EnvironmentId, Name: 'production', State: 'READY_FOR_DEPLOYMENT' },
    ]);
    const Type = 'AWS.AppConfig.FeatureFlags';
    const profiles = await client.send(new ListConfigurationProfilesCommand({ ApplicationId, Type }));
    expect(profiles.Items).toMatchObject([
      { Id: ids.ConfigurationProfileId, Name: 'flags', Type, LocationUri: 'hosted' },
    ]);
    const strategies = await client.send(new ListDeploymentStrategiesCommand({}));
    expect(strategies.Items?.map(({ Id }) => Id)).toEqual(expect.arrayContaining([instant, 'AppConfig.AllAtOnce']));
    expect(strategies.Items?.find(({ Id }) => Id === 'AppConfig.AllAtOnce')?.FinalBakeTimeInMinutes).toBe(10);
  });

  it('pages', async () => {
    const { client } = stage;
    const first = await client.send(new ListDeploymentStrategiesCommand({ MaxResults: 3 }));
    const second = await client.send(
      new ListDeploymentStrategiesCommand({ MaxResults: 3, NextToken: first.NextToken }),
    );
    expect(first.Items).toHaveLength(3);
    expect(second.Items).toHaveLength(2);
    expect(second.NextToken).toBeUndefined();
  });
});

describe('a hosted configuration version', () => {
  it('comes back as its bytes, with its headers', async () => {
    const added = await stage.addVersion(flags, { VersionLabel: 'v1', Description: 'first' });
    expect(added).toMatchObject({ VersionNumber: 1, ContentType: 'application/json', VersionLabel: 'v1' });
    const { ApplicationId, ConfigurationProfileId } = stage.ids;
    const command = new GetHostedConfigurationVersionCommand({
      ApplicationId,
      ConfigurationProfileId,
      VersionNumber: 1,
    });
    const got = await stage.client.send(command);
    expect(got).toMatchObject({
      ApplicationId,
      ConfigurationProfileId,
      VersionNumber: 1,
      Description: 'first',
      VersionLabel: 'v1',
    });
    expect(JSON.parse(textOf(got.Content))).toMatchObject(flags);
    expect(textOf(got.Content)).toBe(textOf(added.Content));
  });

  it('of flags carries the stamps of the service, which only change with the flag', async () => {
    const first = JSON.parse(textOf((await stage.addVersion(flags)).Content));
    await stage.place.clock.advance(60_000);
    const flipped = { ...first, values: { ...first.values, checkout: { ...first.values.checkout, enabled: true } } };
    const second = JSON.parse(textOf((await stage.addVersion(flipped)).Content));
    expect(second.values.banner).toEqual(first.values.banner);
    expect(second.values.checkout).toMatchObject({
      enabled: true,
      percent: 10,
      _createdAt: '2026-01-05T09:00:00.000Z',
      _updatedAt: '2026-01-05T09:01:00.000Z',
    });
  });

  it('conflicts when another version has come in between', async () => {
    await stage.addVersion(flags, { LatestVersionNumber: 0 });
    await stage.addVersion(flags, { LatestVersionNumber: 1 });
    await expect(stage.addVersion(flags, { LatestVersionNumber: 1 })).rejects.toBeInstanceOf(ConflictException);
  });

  it('must not exceed 2,048 KB, be empty, or have a label of digits', async () => {
    await expect(stage.addVersion('x'.repeat(2_048 * 1_024 + 1))).rejects.toBeInstanceOf(PayloadTooLargeException);
    await expect(stage.addVersion('')).rejects.toBeInstanceOf(BadRequestException);
    await expect(stage.addVersion(flags, { VersionLabel: '12' })).rejects.toBeInstanceOf(BadRequestException);
    await expect(stage.addVersion(flags, { ContentType: 'text/plain' })).rejects.toBeInstanceOf(BadRequestException);
  });

  it('is listed newest first', async () => {
    await stage.addVersion(flags);
    await stage.addVersion(flags);
    const { ApplicationId, ConfigurationProfileId } = stage.ids;
    const listed = await stage.client.send(
      new ListHostedConfigurationVersionsCommand({ ApplicationId, ConfigurationProfileId }),
    );
    expect(listed.Items?.map(({ VersionNumber }) => VersionNumber)).toEqual([2, 1]);
  });

  it('of a freeform profile may be anything', async () => {
    const { ApplicationId } = stage.ids;
    const create = new CreateConfigurationProfileCommand({ ApplicationId, Name: 'text', LocationUri: 'hosted' });
    const { Id: ConfigurationProfileId, Type } = await stage.client.send(create);
    expect(Type).toBe('AWS.Freeform');
    const added = await stage.addVersion('colour: blue', { ConfigurationProfileId, ContentType: 'application/x-yaml' });
    expect(textOf(added.Content)).toBe('colour: blue');
    expect(added.ContentType).toBe('application/x-yaml');
  });
});

describe('AppConfig answers', () => {
  it('ResourceNotFoundException for what does not exist', async () => {
    const { ApplicationId } = stage.ids;
    const profile = new GetConfigurationProfileCommand({ ApplicationId, ConfigurationProfileId: 'none000' });
    await expect(stage.client.send(profile)).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(stage.start(1)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('NotImplemented for other sources and validators of configurations', async () => {
    const profile = { ApplicationId: stage.ids.ApplicationId, Name: 'x', LocationUri: 'ssm-parameter://x' };
    await expect(stage.client.send(new CreateConfigurationProfileCommand(profile))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    const hosted = { ...profile, LocationUri: 'hosted', Validators: [{ Type: 'LAMBDA' as const, Content: 'arn' }] };
    await expect(stage.client.send(new CreateConfigurationProfileCommand(hosted))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });

  it('BadRequestException for a strategy out of bounds', async () => {
    const strategy = { Name: 'x', DeploymentDurationInMinutes: 1_441, GrowthFactor: 100 };
    await expect(stage.client.send(new CreateDeploymentStrategyCommand(strategy))).rejects.toBeInstanceOf(
      BadRequestException,
    );
  });

  it('429 to the eleventh list in one second, and to no list a second later', async () => {
    const list = () => stage.client.send(new ListApplicationsCommand({}));
    for (let call = 0; call < 10; call += 1) await list();
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } });
    await stage.place.clock.advance(1_000);
    await expect(list()).resolves.toBeDefined();
  });
});
