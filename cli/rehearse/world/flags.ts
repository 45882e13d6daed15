import {
  type AppConfigClient,
  CreateApplicationCommand,
  CreateConfigurationProfileCommand,
  CreateDeploymentStrategyCommand,
  CreateEnvironmentCommand,
  CreateHostedConfigurationVersionCommand,
  ListDeploymentStrategiesCommand,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import type { Policy } from '../../../src/contracts/policy.ts';
import type { Rehearsal } from '../../../src/contracts/rehearsal.ts';
import { arnOf } from './created.ts';

type FlagPolicy = NonNullable<Policy['flags']>;

/** Creates the application, environment and profile that a policy names, and deploys the flags of the start. */
export async function createFlags(
  appConfig: AppConfigClient,
  policy: FlagPolicy,
  flags: Rehearsal['flags'],
): Promise<void> {
  const { Id: application } = await appConfig.send(new CreateApplicationCommand({ Name: policy.application }));
  const ApplicationId = arnOf(application, 'AppConfig application');
  const { Id: environment } = await appConfig.send(
    new CreateEnvironmentCommand({ ApplicationId, Name: policy.environment }),
  );
  const { Id: profile } = await appConfig.send(
    new CreateConfigurationProfileCommand({
      ApplicationId,
      Name: policy.profile,
      LocationUri: 'hosted',
      Type: 'AWS.AppConfig.FeatureFlags',
    }),
  );
  const { VersionNumber } = await appConfig.send(
    new CreateHostedConfigurationVersionCommand({
      ApplicationId,
      ConfigurationProfileId: profile,
      ContentType: 'application/json',
      Content: new TextEncoder().encode(flagDocument(flags)),
    }),
  );
  await appConfig.send(
    new StartDeploymentCommand({
      ApplicationId,
      EnvironmentId: environment,
      ConfigurationProfileId: profile,
      ConfigurationVersion: String(VersionNumber),
      DeploymentStrategyId: await strategyNamed(appConfig, policy.strategy),
    }),
  );
}

/** @see https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-type-reference-feature-flags.html */
function flagDocument(flags: Rehearsal['flags']): string {
  const definitions = Object.entries(flags).map(([key, { enabled, ...attributes }]) => {
    const constraints = Object.entries(attributes).map(([name, value]) => [
      name,
      { constraints: { type: typeName(value) } },
    ]);
    return [key, { name: key, ...(constraints.length > 0 ? { attributes: Object.fromEntries(constraints) } : {}) }];
  });
  return JSON.stringify({ version: '1', flags: Object.fromEntries(definitions), values: flags });
}

const typeName = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

async function strategyNamed(appConfig: AppConfigClient, name: string): Promise<string> {
  const { Items } = await appConfig.send(new ListDeploymentStrategiesCommand({}));
  const found = Items?.find((strategy) => strategy.Name === name || strategy.Id === name);
  if (found) return arnOf(found.Id, 'deployment strategy');
  const instant = {
    DeploymentDurationInMinutes: 0,
    GrowthFactor: 100,
    FinalBakeTimeInMinutes: 0,
    ReplicateTo: 'NONE',
  } as const;
  const { Id } = await appConfig.send(new CreateDeploymentStrategyCommand({ Name: name, ...instant }));
  return arnOf(Id, 'deployment strategy');
}
