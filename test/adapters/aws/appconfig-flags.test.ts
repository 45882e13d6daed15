import {
  CreateApplicationCommand,
  CreateConfigurationProfileCommand,
  CreateDeploymentStrategyCommand,
  GetHostedConfigurationVersionCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { flags as document, openAppConfig } from '../../../emulator/test/appconfig/stage.ts';
import { appconfigFlags } from '../../../src/adapters/aws/appconfig-flags.ts';
import type { FlagHome } from '../../../src/contracts/plan.ts';
import type { FlagAddress } from '../../../src/ports/flags.ts';

let stage: Awaited<ReturnType<typeof openAppConfig>>;
let home: FlagHome;
beforeEach(async () => {
  stage = await openAppConfig();
  home = {
    application: stage.ids.ApplicationId ?? '',
    environment: stage.ids.EnvironmentId ?? '',
    profile: stage.ids.ConfigurationProfileId ?? '',
    strategy: stage.instant ?? '',
  };
});
afterEach(() => stage.close());

const flags = () => appconfigFlags(stage.client);
const writes = () =>
  stage.served.recorder
    .calls()
    .map(({ operation }) => operation)
    .filter((operation) => /^(CreateHosted|StartDeployment)/.test(operation));
const settle = () => stage.place.clock.advance(60_000);

/** The document as deployed first, with everything settled. */
const deployFirst = async (): Promise<void> => {
  await stage.addVersion(document);
  await stage.start(1);
  await settle();
};

describe('locating flags', () => {
  const address: FlagAddress = {
    application: 'orders',
    environment: 'production',
    profile: 'flags',
    strategy: 'instant',
  };

  it('finds the ids by names', async () => expect(await flags().locate(address)).toEqual(home));

  it('takes ids as they are', async () => expect(await flags().locate(home)).toEqual(home));

  it('looks through all pages', async () => {
    const { ApplicationId } = stage.ids;
    for (let i = 0; i < 60; i++) {
      const profile = { ApplicationId, Name: `p${i}`, LocationUri: 'hosted', Type: 'AWS.AppConfig.FeatureFlags' };
      await stage.client.send(new CreateConfigurationProfileCommand(profile));
      await settle();
    }
    expect(await flags().locate({ ...address, profile: 'p59' })).not.toEqual(home);
  });

  it.each<[keyof FlagAddress, string]>([
    ['application', 'application "none"'],
    ['environment', 'environment "none"'],
    ['profile', 'profile "none"'],
    ['strategy', 'deployment strategy "none"'],
  ])('refuses an unknown %s, and names it', async (part, sentence) => {
    await expect(flags().locate({ ...address, [part]: 'none' })).rejects.toMatchObject({
      name: 'FlagsNotFound',
      message: expect.stringContaining(sentence),
    });
  });

  it('refuses a name that two applications have', async () => {
    await stage.client.send(new CreateApplicationCommand({ Name: 'orders' }));
    await expect(flags().locate(address)).rejects.toThrow(/2 of application "orders": write the id/);
  });

  it('refuses a profile that holds no flags', async () => {
    const { ApplicationId } = stage.ids;
    await stage.client.send(
      new CreateConfigurationProfileCommand({ ApplicationId, Name: 'settings', LocationUri: 'hosted' }),
    );
    await expect(flags().locate({ ...address, profile: 'settings' })).rejects.toThrow(/AWS.AppConfig.FeatureFlags/);
  });

  it('refuses a strategy under which a rollback would take minutes', async () => {
    const strategy = { Name: 'slow', DeploymentDurationInMinutes: 0, FinalBakeTimeInMinutes: 10, GrowthFactor: 100 };
    await stage.client.send(new CreateDeploymentStrategyCommand(strategy));
    const failure = flags().locate({ ...address, strategy: 'slow' });
    await expect(failure).rejects.toThrow(/takes 10 minutes, and so would every rollback/);
  });
});

describe('reading flags', () => {
  it('answers what users have, not a newer draft', async () => {
    await deployFirst();
    await stage.addVersion({ ...document, values: { checkout: { enabled: true, percent: 99 } } });
    expect((await flags().read(home)).values).toMatchObject(document.values);
  });

  it('answers them also where lists of deployments do not tell the profile yet', async () => {
    await deployFirst();
    stage.client.middlewareStack.add((next) => async (args) => {
      const answer = await next(args);
      const { Items = [] } = answer.output as { Items?: { ConfigurationProfileId?: string }[] };
      for (const item of Items) delete item.ConfigurationProfileId;
      return answer;
    });
    expect((await flags().read(home)).values).toMatchObject(document.values);
    await expect(flags().read({ ...home, profile: 'none' })).rejects.toMatchObject({ name: 'FlagsNotFound' });
  });

  it('answers the former version once a deployment was taken back', async () => {
    await deployFirst();
    await stage.addVersion({ ...document, values: { ...document.values, banner: { enabled: false } } });
    const { DeploymentNumber } = await stage.start(2);
    await settle();
    expect((await flags().read(home)).values).toMatchObject({ banner: { enabled: false } });
    const { ApplicationId, EnvironmentId } = stage.ids;
    await stage.client.send(
      new StopDeploymentCommand({ ApplicationId, EnvironmentId, DeploymentNumber, AllowRevert: true }),
    );
    await settle();
    expect((await flags().read(home)).values).toMatchObject({ banner: { enabled: true } });
  });

  it('refuses a profile that was never deployed', async () => {
    await stage.addVersion(document);
    await expect(flags().read(home)).rejects.toMatchObject({
      name: 'FlagsNotFound',
      message: expect.stringContaining('never deployed'),
    });
  });
});

describe('patching flags', () => {
  const on = { checkout: { enabled: true, percent: 50 } };

  it('changes our keys on the deployed version and no others', async () => {
    await deployFirst();
    await stage.addVersion({ ...document, values: { banner: { enabled: false } } });
    await flags().patch(home, on);
    await settle();
    expect((await flags().read(home)).values).toMatchObject({ ...document.values, ...on });
    const { ApplicationId, ConfigurationProfileId } = stage.ids;
    const { Content } = await stage.client.send(
      new GetHostedConfigurationVersionCommand({ ApplicationId, ConfigurationProfileId, VersionNumber: 3 }),
    );
    expect(JSON.parse(new TextDecoder().decode(Content)).flags).toMatchObject(document.flags);
  });

  it('writes nothing when users have the values already, even while they are being deployed', async () => {
    await deployFirst();
    await flags().patch(home, on);
    const before = writes().length;
    await flags().patch(home, on);
    await settle();
    await flags().patch(home, on);
    expect(writes().slice(before)).toEqual([]);
  });

  it('is not converged while another deployment is under way, and creates no version meanwhile', async () => {
    await deployFirst();
    await stage.addVersion({ ...document, values: { ...document.values, banner: { enabled: false } } });
    const slow = { Name: 'slow', DeploymentDurationInMinutes: 10, FinalBakeTimeInMinutes: 0, GrowthFactor: 10 };
    const { Id } = await stage.client.send(new CreateDeploymentStrategyCommand(slow));
    await stage.start(2, { DeploymentStrategyId: Id });
    const before = writes().length;
    await expect(flags().patch(home, on)).rejects.toMatchObject({ name: 'NotConverged' });
    expect(writes().slice(before)).toEqual([]);
    await stage.place.clock.advance(11 * 60_000);
    await flags().patch(home, on);
    await settle();
    expect((await flags().read(home)).values).toMatchObject({ ...on, banner: { enabled: false } });
  });

  it('lets one of two writers through, and tells the other to look again', async () => {
    await deployFirst();
    const both = await Promise.allSettled([
      flags().patch(home, on),
      flags().patch(home, { banner: { enabled: false } }),
    ]);
    const reasons = both.flatMap((one) => (one.status === 'rejected' ? [one.reason.name] : []));
    expect(reasons).toEqual(['NotConverged']);
  });

  it('refuses a flag that is not deployed, and names it', async () => {
    await deployFirst();
    await expect(flags().patch(home, { nothing: { enabled: true } })).rejects.toMatchObject({
      name: 'FlagsNotFound',
      message: expect.stringContaining('nothing'),
    });
  });

  it('fails as CallFailed, in words of AWS, when the value breaks the constraints of the flag', async () => {
    await deployFirst();
    await expect(flags().patch(home, { checkout: { enabled: true, percent: 101 } })).rejects.toMatchObject({
      name: 'CallFailed',
      message: expect.stringContaining('BadRequestException'),
    });
  });
});
