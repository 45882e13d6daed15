import {
  AppConfigClient,
  CreateApplicationCommand,
  CreateConfigurationProfileCommand,
  CreateDeploymentStrategyCommand,
  CreateEnvironmentCommand,
  CreateHostedConfigurationVersionCommand,
  type DeploymentStrategy,
  GetDeploymentCommand,
  paginateListDeploymentStrategies,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import type { FlagHome } from '../../src/contracts/plan.ts';
import { type CloudUnderTest, eventually, unique } from './clouds.ts';

export const document = {
  version: '1',
  flags: {
    checkout: {
      name: 'New checkout',
      attributes: { percent: { constraints: { type: 'number', minimum: 0, maximum: 100 } } },
    },
    banner: { name: 'Banner' },
  },
  values: { checkout: { enabled: false, percent: 10 }, banner: { enabled: true } },
};

export type FlagStage = Awaited<ReturnType<typeof openFlags>>;

/**
 * A new application with an environment, a flag profile and a strategy that neither grows nor bakes; nothing is deployed.
 * Strategies stay for the next scenario, because MiniStack lists no more than fifty.
 */
export const openFlags = async (cloud: CloudUnderTest) => {
  const client = cloud.client(AppConfigClient);
  const names = {
    application: unique('orders'),
    environment: 'production',
    profile: 'flags',
    strategy: 'contract-instant',
  };
  const { Id: application = '' } = await client.send(new CreateApplicationCommand({ Name: names.application }));
  const within = { ApplicationId: application };
  const environment = await client.send(new CreateEnvironmentCommand({ ...within, Name: names.environment }));
  const flags = { Name: names.profile, LocationUri: 'hosted', Type: 'AWS.AppConfig.FeatureFlags' };
  const profile = await client.send(new CreateConfigurationProfileCommand({ ...within, ...flags }));
  const strategy = async (Name: string, DeploymentDurationInMinutes: number, GrowthFactor: number) => {
    const settings = { Name, DeploymentDurationInMinutes, GrowthFactor, FinalBakeTimeInMinutes: 0 };
    const command = new CreateDeploymentStrategyCommand({ ...settings, ReplicateTo: 'NONE' });
    return ((await locateStrategy(client, Name)) ?? (await client.send(command))).Id ?? '';
  };
  const home: FlagHome = {
    application,
    environment: environment.Id ?? '',
    profile: profile.Id ?? '',
    strategy: await strategy(names.strategy, 0, 100),
  };
  const ids = { ...within, EnvironmentId: home.environment, ConfigurationProfileId: home.profile };

  const addVersion = async (content: object, more: object = {}): Promise<number> => {
    const answer = await client.send(
      new CreateHostedConfigurationVersionCommand({
        ...{ ApplicationId: application, ConfigurationProfileId: home.profile, ContentType: 'application/json' },
        ...{ Content: Buffer.from(JSON.stringify(content)), ...more },
      }),
    );
    return answer.VersionNumber ?? 0;
  };
  const start = async (version: number, more: object = {}): Promise<number> => {
    const what = { ...ids, DeploymentStrategyId: home.strategy, ConfigurationVersion: `${version}`, ...more };
    return (await client.send(new StartDeploymentCommand(what))).DeploymentNumber ?? 0;
  };
  const complete = async (DeploymentNumber: number): Promise<void> => {
    const which = { ApplicationId: application, EnvironmentId: home.environment, DeploymentNumber };
    await eventually(
      () => client.send(new GetDeploymentCommand(which)),
      ({ State }) => State === 'COMPLETE',
    );
  };
  return { client, names, home, ids, strategy, addVersion, start, complete };
};

/** The deployment strategy of this name. */
export const locateStrategy = async (
  client: AppConfigClient,
  name: string,
): Promise<DeploymentStrategy | undefined> => {
  for await (const { Items = [] } of paginateListDeploymentStrategies({ client }, {})) {
    const found = Items.find(({ Name }) => Name === name);
    if (found !== undefined) return found;
  }
  return undefined;
};
