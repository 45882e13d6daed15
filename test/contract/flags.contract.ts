import { GetHostedConfigurationVersionCommand, StopDeploymentCommand } from '@aws-sdk/client-appconfig';
import { expect } from '@jest/globals';
import { appconfigFlags } from '../../src/adapters/aws/appconfig-flags.ts';
import { onEachCloud, unique } from './clouds.ts';
import { document, type FlagStage, openFlags } from './flag-stage.ts';

const on = { checkout: { enabled: true, percent: 50 } };
const withoutBanner = { ...document, values: { ...document.values, banner: { enabled: false } } };

onEachCloud('flags', (cloud) => {
  const { scenario } = cloud;
  const moto = 'it has no environments, strategies and deployments';

  /** An application of its own for each scenario, with the document deployed. */
  const deployed = async (): Promise<FlagStage> => {
    const stage = await openFlags(cloud);
    await stage.complete(await stage.start(await stage.addVersion(document)));
    return stage;
  };

  scenario(
    'are located by names and by ids',
    async () => {
      const { client, names, home } = await openFlags(cloud);
      expect(await appconfigFlags(client).locate(names)).toEqual(home);
      expect(await appconfigFlags(client).locate(home)).toEqual(home);
      const unknown = appconfigFlags(client).locate({ ...names, profile: unique('none') });
      await expect(unknown).rejects.toMatchObject({ name: 'FlagsNotFound' });
    },
    { moto },
  );

  scenario(
    'are not read before they were ever deployed',
    async () => {
      const { client, home, addVersion } = await openFlags(cloud);
      await addVersion(document);
      await expect(appconfigFlags(client).read(home)).rejects.toMatchObject({ name: 'FlagsNotFound' });
    },
    { moto },
  );

  scenario(
    'are read as users have them, whatever draft is newer',
    async () => {
      const { client, home, addVersion } = await deployed();
      await addVersion(withoutBanner);
      expect((await appconfigFlags(client).read(home)).values).toMatchObject(document.values);
    },
    { moto },
  );

  scenario(
    'are read as before once a deployment was reverted',
    async () => {
      const { client, home, ids, addVersion, start, complete } = await deployed();
      const DeploymentNumber = await start(await addVersion(withoutBanner));
      await complete(DeploymentNumber);
      expect((await appconfigFlags(client).read(home)).values).toMatchObject(withoutBanner.values);
      const { ApplicationId, EnvironmentId } = ids;
      const revert = { ApplicationId, EnvironmentId, DeploymentNumber, AllowRevert: true };
      await client.send(new StopDeploymentCommand(revert));
      expect((await appconfigFlags(client).read(home)).values).toMatchObject(document.values);
    },
    { moto, ministack: 'it lists deployments oldest first' },
  );

  scenario(
    'are patched on the deployed version, all others untouched',
    async () => {
      const { client, home, ids, addVersion, complete } = await deployed();
      await addVersion(withoutBanner);
      await appconfigFlags(client).patch(home, on);
      await complete(2);
      expect((await appconfigFlags(client).read(home)).values).toMatchObject({ ...document.values, ...on });
      const { ApplicationId, ConfigurationProfileId } = ids;
      const third = { ApplicationId, ConfigurationProfileId, VersionNumber: 3 };
      const { Content } = await client.send(new GetHostedConfigurationVersionCommand(third));
      expect(JSON.parse(new TextDecoder().decode(Content)).flags).toMatchObject(document.flags);
    },
    { moto, ministack: 'it lists deployments oldest first' },
  );

  scenario(
    'get no new version when users have the values already',
    async () => {
      const { client, home, ids } = await deployed();
      await appconfigFlags(client).patch(home, document.values);
      const { ApplicationId, ConfigurationProfileId } = ids;
      const second = { ApplicationId, ConfigurationProfileId, VersionNumber: 2 };
      const failure = client.send(new GetHostedConfigurationVersionCommand(second));
      await expect(failure).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    },
    { moto },
  );

  scenario(
    'take no patch while the environment is busy',
    async () => {
      const { client, home, addVersion, start, strategy } = await deployed();
      const DeploymentStrategyId = await strategy('contract-slow', 60, 10);
      await start(await addVersion(withoutBanner), { DeploymentStrategyId });
      await expect(appconfigFlags(client).patch(home, on)).rejects.toMatchObject({ name: 'NotConverged' });
    },
    { moto },
  );

  scenario(
    'take one deployment at a time',
    async () => {
      const { addVersion, start, strategy } = await deployed();
      const version = await addVersion(withoutBanner);
      await start(version, { DeploymentStrategyId: await strategy('contract-slow', 60, 10) });
      await expect(start(version)).rejects.toMatchObject({ name: 'ConflictException' });
    },
    { moto },
  );

  scenario(
    'take no version over one that its writer has not seen',
    async () => {
      const { addVersion } = await deployed();
      expect(await addVersion(withoutBanner, { LatestVersionNumber: 1 })).toBe(2);
      const stale = addVersion(document, { LatestVersionNumber: 1 });
      await expect(stale).rejects.toMatchObject({ name: 'ConflictException' });
    },
    { moto, ministack: 'it overlooks LatestVersionNumber' },
  );

  scenario(
    'take no deployment over one that its writer has not seen',
    async () => {
      const { addVersion, start, complete } = await deployed();
      const version = await addVersion(withoutBanner);
      await complete(await start(version, { LatestDeploymentNumber: 1 }));
      await expect(start(version, { LatestDeploymentNumber: 1 })).rejects.toMatchObject({ name: 'ConflictException' });
    },
    { moto },
  );

  scenario(
    'let one of two writers through, and tell the other to look again',
    async () => {
      const { client, home } = await deployed();
      const flags = appconfigFlags(client);
      const both = await Promise.allSettled([flags.patch(home, on), flags.patch(home, { banner: { enabled: false } })]);
      const reasons = both.flatMap((one) => (one.status === 'rejected' ? [one.reason.name] : []));
      expect(reasons).toEqual(['NotConverged']);
    },
    { moto },
  );

  scenario(
    'take no value that breaks their constraints',
    async () => {
      const { client, home } = await deployed();
      const broken = appconfigFlags(client).patch(home, { checkout: { enabled: true, percent: 101 } });
      await expect(broken).rejects.toMatchObject({
        name: 'CallFailed',
        message: expect.stringContaining('BadRequestException'),
      });
    },
    { moto, ministack: 'it checks no constraints' },
  );
});
