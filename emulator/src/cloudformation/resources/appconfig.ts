import * as sdk from '@aws-sdk/client-appconfig';
import type { Clock } from '../../clock.ts';
import type { Properties } from '../properties.ts';
import type { ResolvedResource, ResourceType } from '../resource-type.ts';
import type { ClientConfig } from './client-config.ts';

/** How often CloudFormation looks whether a deployment is complete. */
const POLL_MS = 1_000;

/** The AWS::AppConfig types, created by the service's own API as CloudFormation does; tags have no effect. */
export function appConfigTypes(config: ClientConfig, clock: Clock): Record<string, ResourceType> {
  const client = new sdk.AppConfigClient(config);
  return {
    'AWS::AppConfig::Application': applicationType(client),
    'AWS::AppConfig::Environment': environmentType(client),
    'AWS::AppConfig::ConfigurationProfile': profileType(client),
    'AWS::AppConfig::DeploymentStrategy': strategyType(client),
    'AWS::AppConfig::HostedConfigurationVersion': versionType(client),
    'AWS::AppConfig::Deployment': deploymentType(client, clock),
  };
}

function applicationType(client: sdk.AppConfigClient): ResourceType {
  const properties = ['Name', 'Description'];
  return type(properties, 'ApplicationId', async (resource) => {
    const input = resource.properties.request<sdk.CreateApplicationCommandInput>(properties);
    return (await client.send(new sdk.CreateApplicationCommand(input))).Id;
  });
}

function environmentType(client: sdk.AppConfigClient): ResourceType {
  const properties = ['ApplicationId', 'Name', 'Description', 'Monitors'];
  return type(properties, 'EnvironmentId', async (resource) => {
    const input = resource.properties.request<sdk.CreateEnvironmentCommandInput>(properties);
    return (await client.send(new sdk.CreateEnvironmentCommand(input))).Id;
  });
}

function profileType(client: sdk.AppConfigClient): ResourceType {
  const properties = ['ApplicationId', 'Name', 'Description', 'LocationUri', 'RetrievalRoleArn', 'Type', 'Validators'];
  return type(properties, 'ConfigurationProfileId', async (resource) => {
    const input = resource.properties.request<sdk.CreateConfigurationProfileCommandInput>(properties);
    return (await client.send(new sdk.CreateConfigurationProfileCommand(input))).Id;
  });
}

function strategyType(client: sdk.AppConfigClient): ResourceType {
  const texts = ['Name', 'Description', 'GrowthType', 'ReplicateTo'];
  const numbers = ['DeploymentDurationInMinutes', 'FinalBakeTimeInMinutes', 'GrowthFactor'];
  return type([...texts, ...numbers], 'Id', async ({ properties }) => {
    const plain = properties.request<sdk.CreateDeploymentStrategyCommandInput>(texts);
    const input = { ...plain, ...numbersOf(properties, numbers) };
    return (await client.send(new sdk.CreateDeploymentStrategyCommand(input))).Id;
  });
}

function versionType(client: sdk.AppConfigClient): ResourceType {
  const texts = ['ApplicationId', 'ConfigurationProfileId', 'ContentType', 'Description', 'VersionLabel'];
  return type([...texts, 'Content', 'LatestVersionNumber'], 'VersionNumber', async ({ properties }) => {
    const Content = new TextEncoder().encode(properties.optionalJsonText('Content') ?? '');
    const plain = properties.request<sdk.CreateHostedConfigurationVersionCommandInput>(texts);
    const input = { ...plain, ...numbersOf(properties, ['LatestVersionNumber']), Content };
    return (await client.send(new sdk.CreateHostedConfigurationVersionCommand(input))).VersionNumber;
  });
}

function deploymentType(client: sdk.AppConfigClient, clock: Clock): ResourceType {
  const properties = [
    'ApplicationId',
    'EnvironmentId',
    'ConfigurationProfileId',
    'ConfigurationVersion',
    'DeploymentStrategyId',
    'Description',
  ];
  return type(properties, 'DeploymentNumber', async (resource) => {
    const input = resource.properties.request<sdk.StartDeploymentCommandInput>(properties);
    const started = await client.send(new sdk.StartDeploymentCommand(input));
    const { ApplicationId, EnvironmentId } = input;
    const { DeploymentNumber } = started;
    let { State } = started;
    while (State !== 'COMPLETE') {
      if (State === 'ROLLED_BACK') throw new Error('the deployment was rolled back');
      await clock.sleep(POLL_MS);
      ({ State } = await client.send(new sdk.GetDeploymentCommand({ ApplicationId, EnvironmentId, DeploymentNumber })));
    }
    return DeploymentNumber;
  });
}

/** `Ref` answers the id that `create` does, and so does one attribute. */
function type(
  properties: readonly string[],
  idAttribute: string,
  create: (resource: ResolvedResource) => Promise<string | number | undefined>,
): ResourceType {
  return {
    properties,
    ignored: ['Tags', 'DeletionProtectionCheck'],
    async create(resource) {
      const id = String((await create(resource)) ?? '');
      return { ref: id, attributes: { [idAttribute]: id } };
    },
  };
}

function numbersOf(properties: Properties, names: readonly string[]): Record<string, number> {
  const given = names.filter((name) => properties.optionalNumber(name) !== undefined);
  return Object.fromEntries(given.map((name) => [name, properties.optionalNumber(name) ?? 0]));
}
