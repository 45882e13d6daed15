import type { AppConfigTemplate } from '../../appconfig/service.ts';
import type { Properties } from '../properties.ts';
import type { ResourceType } from '../resource-type.ts';

/** What one AppConfig type needs: `Ref` and one attribute both answer the id that `create` does. */
interface IdentifiedType {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly idAttribute: string;
  create(properties: Properties, names: readonly string[]): string;
}

/** The AWS::AppConfig types. A deployment is complete at once, as a stack is only ready when its deployments are. */
export function appConfigTypes(template: AppConfigTemplate): Record<string, ResourceType> {
  return {
    'AWS::AppConfig::Application': resourceType({
      required: ['Name'],
      optional: ['Description'],
      idAttribute: 'ApplicationId',
      create: (properties, names) => template.application(properties.request(names)),
    }),
    'AWS::AppConfig::Environment': resourceType({
      required: ['ApplicationId', 'Name'],
      optional: ['Description', 'Monitors'],
      idAttribute: 'EnvironmentId',
      create: (properties, names) => template.environment(properties.request(names)),
    }),
    'AWS::AppConfig::ConfigurationProfile': resourceType({
      required: ['ApplicationId', 'LocationUri', 'Name'],
      optional: ['Description', 'RetrievalRoleArn', 'Type', 'Validators'],
      idAttribute: 'ConfigurationProfileId',
      create: (properties, names) => template.configurationProfile(properties.request(names)),
    }),
    'AWS::AppConfig::DeploymentStrategy': resourceType({
      required: ['DeploymentDurationInMinutes', 'GrowthFactor', 'Name', 'ReplicateTo'],
      optional: ['Description', 'FinalBakeTimeInMinutes', 'GrowthType'],
      idAttribute: 'Id',
      create: (properties, names) => template.deploymentStrategy(properties.request(names)),
    }),
    'AWS::AppConfig::HostedConfigurationVersion': resourceType({
      required: ['ApplicationId', 'ConfigurationProfileId', 'Content', 'ContentType'],
      optional: ['Description', 'VersionLabel'],
      idAttribute: 'VersionNumber',
      create: (properties, names) => template.hostedConfigurationVersion(properties.request(names)),
    }),
    'AWS::AppConfig::Deployment': resourceType({
      required: [
        'ApplicationId',
        'ConfigurationProfileId',
        'ConfigurationVersion',
        'DeploymentStrategyId',
        'EnvironmentId',
      ],
      optional: ['Description'],
      idAttribute: 'DeploymentNumber',
      create: (properties, names) => template.deployment(properties.request(names)),
    }),
  };
}

function resourceType({ required, optional, idAttribute, create }: IdentifiedType): ResourceType {
  const names = [...required, ...optional];
  return {
    properties: names,
    ignored: ['DeletionProtectionCheck', 'LatestVersionNumber', 'Tags'],
    create({ properties }) {
      for (const name of required) properties.string(name);
      const id = create(properties, names);
      return { ref: id, attributes: { [idAttribute]: id } };
    },
  };
}
