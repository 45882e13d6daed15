import type {
  CreateApplicationRequest,
  CreateConfigurationProfileRequest,
  CreateDeploymentStrategyRequest,
  CreateEnvironmentRequest,
  StartDeploymentRequest,
} from '@aws-sdk/client-appconfig';
import * as sdk from '@aws-sdk/client-appconfig';
import type { Place } from '../ports.ts';
import type { AwsService } from '../service.ts';
import { Applications } from './applications.ts';
import { type Configurations, createConfigurations } from './configurations.ts';
import { Deployments } from './deployments.ts';
import { type AppConfigState, creations, deploys, gets, lists } from './operations.ts';
import { limited } from './rates.ts';
import { Strategies } from './strategies.ts';
import { createVersion } from './versions.ts';

/** Creates what AWS::AppConfig::* resources of a template declare; their properties are the API's own. Each answers the `Ref`. */
export interface AppConfigTemplate {
  application(properties: CreateApplicationRequest): string;
  environment(properties: CreateEnvironmentRequest): string;
  configurationProfile(properties: CreateConfigurationProfileRequest): string;
  deploymentStrategy(properties: CreateDeploymentStrategyRequest): string;
  hostedConfigurationVersion(properties: HostedVersionProperties): string;
  /** The deployment is complete at once, since a stack is only ready when its deployments are. */
  deployment(properties: StartDeploymentRequest): string;
}

export interface HostedVersionProperties {
  readonly ApplicationId: string;
  readonly ConfigurationProfileId: string;
  readonly Content: string;
  readonly ContentType: string;
  readonly Description?: string;
  readonly VersionLabel?: string;
}

export interface AppConfig {
  readonly service: AwsService;
  readonly template: AppConfigTemplate;
  /** For AppConfig Data. */
  readonly configurations: Configurations;
  close(): void;
}

/**
 * AppConfig with hosted configurations, feature flags, strategies and deployments. Rates per operation and second:
 * 100 for Get*, 10 for all others. https://docs.aws.amazon.com/general/latest/gr/appconfig.html
 */
export function createAppConfig(place: Place): AppConfig {
  const applications = new Applications(place.random);
  const strategies = new Strategies(place.random);
  const deployments = new Deployments(place, applications, strategies);
  const state: AppConfigState = { place, applications, strategies, deployments };
  const operations = {
    ...limited(place.clock, 10, { ...creations(state), ...lists(state), ...deploys(state) }),
    ...limited(place.clock, 100, gets(state)),
  };
  return {
    service: { signingName: 'appconfig', sdk, operations },
    template: templateOf(state),
    configurations: createConfigurations(applications),
    close: () => deployments.close(),
  };
}

function templateOf({ place, applications, strategies, deployments }: AppConfigState): AppConfigTemplate {
  return {
    application: (properties) => applications.create(properties).id,
    environment: (properties) => applications.createEnvironment(properties).id,
    configurationProfile: (properties) => applications.createProfile(properties).id,
    deploymentStrategy: (properties) => strategies.create(withNumbers(properties)).id,
    hostedConfigurationVersion: (properties) => {
      const profile = applications.profile(properties.ApplicationId, properties.ConfigurationProfileId);
      const request = { ...properties, Content: Buffer.from(properties.Content) };
      return String(createVersion(profile, request, new Date(place.clock.now())).number);
    },
    deployment: (properties) => String(deployments.complete(properties).number),
  };
}

/** Templates may write numbers as strings. */
function withNumbers(properties: CreateDeploymentStrategyRequest): CreateDeploymentStrategyRequest {
  return {
    ...properties,
    DeploymentDurationInMinutes: Number(properties.DeploymentDurationInMinutes),
    FinalBakeTimeInMinutes: Number(properties.FinalBakeTimeInMinutes ?? 0),
    GrowthFactor: Number(properties.GrowthFactor),
  };
}
