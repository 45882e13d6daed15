import type * as api from '@aws-sdk/client-appconfig';
import { type Page, pageOf } from '../page.ts';
import type { Place } from '../ports.ts';
import type { AwsService } from '../service.ts';
import type { Applications } from './applications.ts';
import { type Deployments, findDeployment } from './deployments.ts';
import { badRequest } from './errors.ts';
import {
  shownApplication,
  shownDeployment,
  shownEnvironment,
  shownProfile,
  shownStrategy,
  shownSummary,
  shownVersion,
} from './shown.ts';
import type { Strategies } from './strategies.ts';
import { createVersion, findVersion } from './versions.ts';

/** What the operations work on. */
export interface AppConfigState {
  readonly place: Place;
  readonly applications: Applications;
  readonly strategies: Strategies;
  readonly deployments: Deployments;
}

/** Operations that create, by name. */
export function creations({ place, applications, strategies }: AppConfigState): AwsService['operations'] {
  return {
    CreateApplication: (input: api.CreateApplicationRequest) => shownApplication(applications.create(input)),
    CreateEnvironment: (input: api.CreateEnvironmentRequest) => shownEnvironment(applications.createEnvironment(input)),
    CreateConfigurationProfile: (input: api.CreateConfigurationProfileRequest) =>
      shownProfile(applications.createProfile(input)),
    CreateDeploymentStrategy: (input: api.CreateDeploymentStrategyRequest) => shownStrategy(strategies.create(input)),
    CreateHostedConfigurationVersion: (input: api.CreateHostedConfigurationVersionRequest) => {
      const profile = applications.profile(input.ApplicationId, input.ConfigurationProfileId);
      const version = createVersion(profile, input, new Date(place.clock.now()));
      return { ...shownVersion(profile, version), Content: version.content };
    },
  };
}

/** Operations that get one thing, by name. */
export function gets({ applications, strategies }: AppConfigState): AwsService['operations'] {
  return {
    GetApplication: (input: api.GetApplicationRequest) => shownApplication(applications.get(input.ApplicationId)),
    GetEnvironment: (input: api.GetEnvironmentRequest) =>
      shownEnvironment(applications.environment(input.ApplicationId, input.EnvironmentId)),
    GetConfigurationProfile: (input: api.GetConfigurationProfileRequest) =>
      shownProfile(applications.profile(input.ApplicationId, input.ConfigurationProfileId)),
    GetDeploymentStrategy: (input: api.GetDeploymentStrategyRequest) =>
      shownStrategy(strategies.get(input.DeploymentStrategyId)),
    GetHostedConfigurationVersion: (input: api.GetHostedConfigurationVersionRequest) => {
      const profile = applications.profile(input.ApplicationId, input.ConfigurationProfileId);
      const version = findVersion(profile, String(input.VersionNumber));
      return { ...shownVersion(profile, version), Content: version.content };
    },
    GetDeployment: (input: api.GetDeploymentRequest) => {
      const environment = applications.environment(input.ApplicationId, input.EnvironmentId);
      return shownDeployment(findDeployment(environment, input.DeploymentNumber));
    },
  };
}

/** Operations that list, by name. Deployments and versions come newest first. */
export function lists({ applications, strategies }: AppConfigState): AwsService['operations'] {
  return {
    ListApplications: (input: api.ListApplicationsRequest) => paged(applications.list().map(shownApplication), input),
    ListEnvironments: (input: api.ListEnvironmentsRequest) =>
      paged([...applications.get(input.ApplicationId).environments.values()].map(shownEnvironment), input),
    ListConfigurationProfiles: (input: api.ListConfigurationProfilesRequest) => {
      const profiles = [...applications.get(input.ApplicationId).profiles.values()].map(shownProfile);
      return paged(input.Type ? profiles.filter(({ Type }) => Type === input.Type) : profiles, input);
    },
    ListDeploymentStrategies: (input: api.ListDeploymentStrategiesRequest) =>
      paged(strategies.list().map(shownStrategy), input),
    ListHostedConfigurationVersions: (input: api.ListHostedConfigurationVersionsRequest) => {
      const profile = applications.profile(input.ApplicationId, input.ConfigurationProfileId);
      const versions = profile.versions.filter(({ label }) => !input.VersionLabel || label === input.VersionLabel);
      return paged(
        versions.toReversed().map((version) => shownVersion(profile, version)),
        input,
      );
    },
    ListDeployments: (input: api.ListDeploymentsRequest) => {
      const { deployments } = applications.environment(input.ApplicationId, input.EnvironmentId);
      return paged(deployments.toReversed().map(shownSummary), input);
    },
  };
}

/** Operations that deploy, by name. */
export function deploys({ deployments }: AppConfigState): AwsService['operations'] {
  return {
    StartDeployment: (input: api.StartDeploymentRequest) => shownDeployment(deployments.start(input)),
    StopDeployment: (input: api.StopDeploymentRequest) => shownDeployment(deployments.stop(input)),
  };
}

const pageSizeLimit = 50;

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

function paged<Item>(items: readonly Item[], { MaxResults, NextToken }: PageRequest) {
  const size = MaxResults ?? pageSizeLimit;
  if (size < 1 || size > pageSizeLimit) throw badRequest(`MaxResults must be 1 to ${pageSizeLimit}.`);
  const page: Page<Item> | undefined = pageOf(items, size, NextToken);
  if (!page) throw badRequest('NextToken is not a token of this list.');
  return { Items: page.items, NextToken: page.nextToken };
}
