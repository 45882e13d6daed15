import {
  type AppConfigClient,
  type ConfigurationProfileSummary,
  type DeploymentStrategy,
  paginateListApplications,
  paginateListConfigurationProfiles,
  paginateListDeploymentStrategies,
  paginateListEnvironments,
} from '@aws-sdk/client-appconfig';
import type { FlagHome } from '../../contracts/plan.ts';
import { TidegateError } from '../../domain/errors.ts';
import type { FlagAddress } from '../../ports/flags.ts';

interface Named {
  readonly Id?: string | undefined;
  readonly Name?: string | undefined;
}

/** Finds the ids of what a policy names, and refuses a profile or strategy that no flip could use. */
export const locateFlags = async (client: AppConfigClient, address: FlagAddress): Promise<FlagHome> => {
  const application = pick('application', address.application, await all(paginateListApplications({ client }, {})));
  const within = { ApplicationId: application.Id };
  const [environments, profiles, strategies] = await Promise.all([
    all(paginateListEnvironments({ client }, within)),
    all(paginateListConfigurationProfiles({ client }, within)),
    all(paginateListDeploymentStrategies({ client }, {})),
  ]);
  return {
    application: application.Id,
    environment: pick('environment', address.environment, environments).Id,
    profile: flagProfile(pick('profile', address.profile, profiles)).Id,
    strategy: instant(pick('deployment strategy', address.strategy, strategies)).Id,
  };
};

const all = async <Item>(pages: AsyncIterable<{ Items?: Item[] | undefined }>): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
};

/** An id wins over names; names need not be unique in AppConfig. */
const pick = <Item extends Named>(what: string, wanted: string, items: readonly Item[]): Item & { Id: string } => {
  const byId = items.find((item) => item.Id === wanted);
  const byName = items.filter((item) => item.Name === wanted);
  const found = byId ?? byName[0];
  if (found?.Id === undefined) throw notFound(`AppConfig has no ${what} "${wanted}": create it, or correct the policy`);
  if (byId === undefined && byName.length > 1)
    throw notFound(`AppConfig has ${byName.length} of ${what} "${wanted}": write the id of one into the policy`);
  return { ...found, Id: found.Id };
};

const flagProfile = <Profile extends ConfigurationProfileSummary>(profile: Profile): Profile => {
  if (profile.Type === 'AWS.AppConfig.FeatureFlags' && profile.LocationUri === 'hosted') return profile;
  throw notFound(`profile "${profile.Name}" is not a hosted profile of type AWS.AppConfig.FeatureFlags`);
};

const instant = <Strategy extends DeploymentStrategy>(strategy: Strategy): Strategy => {
  const minutes = (strategy.DeploymentDurationInMinutes ?? 0) + (strategy.FinalBakeTimeInMinutes ?? 0);
  if (minutes === 0) return strategy;
  const fix = 'use one without growth and bake, such as tidegate-instant';
  throw notFound(`strategy "${strategy.Name}" takes ${minutes} minutes, and so would every rollback: ${fix}`);
};

const notFound = (sentence: string): TidegateError => new TidegateError('FlagsNotFound', sentence);
