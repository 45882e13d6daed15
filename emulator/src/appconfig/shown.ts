import type * as api from '@aws-sdk/client-appconfig';
import type { Application, Deployment, Environment, HostedVersion, Profile, Strategy } from './model.ts';

export function shownApplication({ id, name, description }: Application): api.Application {
  return { Id: id, Name: name, Description: description };
}

export function shownEnvironment(environment: Environment): api.Environment {
  const { applicationId, id, name, description } = environment;
  return {
    ApplicationId: applicationId,
    Id: id,
    Name: name,
    Description: description,
    State: stateOf(environment),
    Monitors: [],
  };
}

export function shownProfile({
  applicationId,
  id,
  name,
  description,
  locationUri,
  type,
}: Profile): api.ConfigurationProfile {
  return {
    ApplicationId: applicationId,
    Id: id,
    Name: name,
    Description: description,
    LocationUri: locationUri,
    Type: type,
  };
}

export function shownStrategy(strategy: Strategy): api.DeploymentStrategy {
  return {
    Id: strategy.id,
    Name: strategy.name,
    Description: strategy.description,
    DeploymentDurationInMinutes: strategy.durationMinutes,
    FinalBakeTimeInMinutes: strategy.bakeMinutes,
    GrowthType: strategy.growthType,
    GrowthFactor: strategy.growthFactor,
    ReplicateTo: strategy.replicateTo,
  };
}

/** A version without its content, as in lists. */
export function shownVersion(profile: Profile, version: HostedVersion): api.HostedConfigurationVersionSummary {
  return {
    ApplicationId: profile.applicationId,
    ConfigurationProfileId: profile.id,
    VersionNumber: version.number,
    Description: version.description,
    ContentType: version.contentType,
    VersionLabel: version.label,
  };
}

/** A deployment as in lists. */
export function shownSummary(deployment: Deployment): api.DeploymentSummary {
  const { strategy, version, profile } = deployment;
  return {
    DeploymentNumber: deployment.number,
    ConfigurationProfileId: profile.id,
    ConfigurationName: profile.name,
    ConfigurationVersion: String(version.number),
    DeploymentDurationInMinutes: strategy.durationMinutes,
    GrowthType: strategy.growthType,
    GrowthFactor: strategy.growthFactor,
    FinalBakeTimeInMinutes: strategy.bakeMinutes,
    State: deployment.state,
    PercentageComplete: deployment.percentage,
    StartedAt: deployment.startedAt,
    CompletedAt: deployment.completedAt,
    VersionLabel: version.label,
  };
}

export function shownDeployment(deployment: Deployment): api.Deployment {
  return {
    ...shownSummary(deployment),
    ApplicationId: deployment.profile.applicationId,
    EnvironmentId: deployment.environmentId,
    DeploymentStrategyId: deployment.strategy.id,
    ConfigurationLocationUri: deployment.profile.locationUri,
    Description: deployment.description,
    EventLog: [...deployment.events],
    AppliedExtensions: [],
  };
}

/** An environment's state is that of its latest deployment, as far as it still matters. */
function stateOf(environment: Environment): api.EnvironmentState {
  const latest = environment.deployments.at(-1)?.state;
  if (latest === undefined || latest === 'COMPLETE') return 'READY_FOR_DEPLOYMENT';
  return latest === 'BAKING' || latest === 'VALIDATING' ? 'DEPLOYING' : latest;
}
