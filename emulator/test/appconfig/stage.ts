import {
  AppConfigClient,
  CreateApplicationCommand,
  CreateConfigurationProfileCommand,
  CreateDeploymentStrategyCommand,
  CreateEnvironmentCommand,
  CreateHostedConfigurationVersionCommand,
  GetDeploymentCommand,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { createAppConfig } from '../../src/appconfig/service.ts';
import { createAppConfigData } from '../../src/appconfigdata/service.ts';
import { testPlace } from '../support/place.ts';
import { serve } from '../support/serve.ts';

export const flags = {
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

/** An application `orders` with an environment, a flag profile and a strategy that neither grows nor bakes, over the wire. */
export async function openAppConfig() {
  const place = testPlace();
  const appConfig = createAppConfig(place);
  const served = await serve(
    place.clock,
    appConfig.service,
    createAppConfigData(place, appConfig.configurations).service,
  );
  const client = new AppConfigClient(served.config);
  const data = new AppConfigDataClient(served.config);
  const { Id: ApplicationId } = await client.send(new CreateApplicationCommand({ Name: 'orders' }));
  const { Id: EnvironmentId } = await client.send(new CreateEnvironmentCommand({ ApplicationId, Name: 'production' }));
  const profile = { ApplicationId, Name: 'flags', LocationUri: 'hosted', Type: 'AWS.AppConfig.FeatureFlags' };
  const { Id: ConfigurationProfileId } = await client.send(new CreateConfigurationProfileCommand(profile));
  const strategy = { Name: 'instant', DeploymentDurationInMinutes: 0, FinalBakeTimeInMinutes: 0, GrowthFactor: 100 };
  const { Id: instant } = await client.send(new CreateDeploymentStrategyCommand(strategy));
  const ids = { ApplicationId, EnvironmentId, ConfigurationProfileId };

  return {
    place,
    appConfig,
    served,
    client,
    data,
    ids,
    instant,
    /** Adds a version; text and bytes go as they are, anything else as JSON. */
    addVersion: (document: unknown, more: object = {}) =>
      client.send(
        new CreateHostedConfigurationVersionCommand({
          ApplicationId,
          ConfigurationProfileId,
          Content: Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)),
          ContentType: 'application/json',
          ...more,
        }),
      ),
    start: (version: number | string, more: object = {}) =>
      client.send(
        new StartDeploymentCommand({
          ...ids,
          DeploymentStrategyId: instant,
          ConfigurationVersion: `${version}`,
          ...more,
        }),
      ),
    deployment: (DeploymentNumber: number) =>
      client.send(new GetDeploymentCommand({ ApplicationId, EnvironmentId, DeploymentNumber })),
    close: async () => {
      client.destroy();
      data.destroy();
      appConfig.close();
      await served.close();
    },
  };
}
