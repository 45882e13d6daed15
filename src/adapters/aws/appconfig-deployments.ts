import {
  type AppConfigClient,
  type DeploymentState,
  type DeploymentSummary,
  GetDeploymentCommand,
  paginateListDeployments,
} from '@aws-sdk/client-appconfig';
import type { FlagHome } from '../../contracts/plan.ts';
import { TidegateError } from '../../domain/errors.ts';

export interface Deployments {
  /** What users of the profile have now: the hosted version of its latest deployment that stands or is under way. */
  readonly deployedVersion: string;
  /** The optimistic lock of the next deployment. */
  readonly latestNumber: number;
  /** An environment takes one deployment at a time, of whatever profile. */
  readonly busy: boolean;
}

const underWay: readonly DeploymentState[] = ['VALIDATING', 'DEPLOYING', 'BAKING'];
const standing: readonly DeploymentState[] = ['COMPLETE', ...underWay];
const blocking: readonly DeploymentState[] = ['ROLLING_BACK', ...underWay];

const includes = (states: readonly DeploymentState[], state: DeploymentState | undefined): boolean =>
  state !== undefined && states.includes(state);

/** Reads the environment's deployments, which AppConfig lists newest first, as far as it needs to. */
export const deploymentsOf = async (client: AppConfigClient, home: FlagHome): Promise<Deployments> => {
  const request = { ApplicationId: home.application, EnvironmentId: home.environment };
  let latestNumber: number | undefined;
  let busy = false;
  for await (const { Items = [] } of paginateListDeployments({ client }, request)) {
    for (const deployment of Items) {
      const { DeploymentNumber = 0, ConfigurationVersion, State } = deployment;
      latestNumber ??= DeploymentNumber;
      busy ||= includes(blocking, State);
      if (ConfigurationVersion === undefined || !includes(standing, State)) continue;
      if ((await profileOf(client, home, deployment)) === home.profile)
        return { deployedVersion: ConfigurationVersion, latestNumber, busy };
    }
  }
  throw new TidegateError(
    'FlagsNotFound',
    `profile ${home.profile} was never deployed to environment ${home.environment}: deploy its flags once`,
  );
};

/**
 * Lists tell the profile of a deployment only since the API models of 2026, so it may be missing where they are older;
 * GetDeployment always tells it. https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_GetDeployment.html
 */
const profileOf = async (
  client: AppConfigClient,
  { application, environment }: FlagHome,
  { ConfigurationProfileId, DeploymentNumber }: DeploymentSummary,
): Promise<string | undefined> => {
  if (ConfigurationProfileId !== undefined) return ConfigurationProfileId;
  const which = { ApplicationId: application, EnvironmentId: environment, DeploymentNumber };
  return (await client.send(new GetDeploymentCommand(which))).ConfigurationProfileId;
};
