import {
  type AppConfigClient,
  CreateHostedConfigurationVersionCommand,
  GetHostedConfigurationVersionCommand,
  paginateListHostedConfigurationVersions,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import type { FlagHome } from '../../contracts/plan.ts';
import { TidegateError } from '../../domain/errors.ts';
import type { Flags } from '../../ports/flags.ts';
import { type Deployments, deploymentsOf } from './appconfig-deployments.ts';
import { type FlagDocument, patched, readDocument, valuesOf } from './appconfig-document.ts';
import { locateFlags } from './appconfig-locate.ts';
import { callFailed, calling, isNamed } from './call-failed.ts';

/** Feature flags that AppConfig hosts. Two optimistic locks keep what others draft and deploy meanwhile from being lost. */
export const appconfigFlags = (client: AppConfigClient): Flags => ({
  locate: (address) => calling('Looking up AppConfig flags', () => locateFlags(client, address)),
  read: async (home) => {
    const { deployedVersion } = await calling('ListDeployments', () => deploymentsOf(client, home));
    return { values: valuesOf(await documentOf(client, home, deployedVersion)) };
  },
  patch: async (home, values) => {
    const deployments = await calling('ListDeployments', () => deploymentsOf(client, home));
    const next = patched(await documentOf(client, home, deployments.deployedVersion), values);
    if (next === undefined) return;
    if (deployments.busy) throw notConverged(`environment ${home.environment} has a deployment under way`);
    const version = await createVersion(client, home, next);
    await deploy(client, home, version, deployments);
  },
});

const documentOf = async (client: AppConfigClient, home: FlagHome, version: string): Promise<FlagDocument> => {
  const request = new GetHostedConfigurationVersionCommand({ ...keysOf(home), VersionNumber: Number(version) });
  const { Content } = await calling('GetHostedConfigurationVersion', () => client.send(request));
  return readDocument(Content ?? new Uint8Array());
};

const createVersion = async (client: AppConfigClient, home: FlagHome, document: FlagDocument): Promise<number> => {
  const latest = await calling('ListHostedConfigurationVersions', () => latestVersion(client, home));
  const request = new CreateHostedConfigurationVersionCommand({
    ...keysOf(home),
    ...{ ContentType: 'application/json', Description: 'Flags changed by Tidegate', LatestVersionNumber: latest },
    Content: new TextEncoder().encode(JSON.stringify(document)),
  });
  const { VersionNumber } = await unlessBusy('CreateHostedConfigurationVersion', () => client.send(request));
  return VersionNumber ?? 0;
};

const latestVersion = async (client: AppConfigClient, home: FlagHome): Promise<number> => {
  let latest = 0;
  for await (const { Items = [] } of paginateListHostedConfigurationVersions({ client }, keysOf(home)))
    for (const { VersionNumber = 0 } of Items) latest = Math.max(latest, VersionNumber);
  return latest;
};

const deploy = (client: AppConfigClient, home: FlagHome, version: number, { latestNumber }: Deployments) => {
  const request = new StartDeploymentCommand({
    ...keysOf(home),
    EnvironmentId: home.environment,
    DeploymentStrategyId: home.strategy,
    ConfigurationVersion: String(version),
    LatestDeploymentNumber: latestNumber,
  });
  return unlessBusy('StartDeployment', () => client.send(request));
};

const keysOf = ({ application, profile }: FlagHome) => ({
  ApplicationId: application,
  ConfigurationProfileId: profile,
});

const notConverged = (why: string, cause?: unknown): TidegateError =>
  new TidegateError('NotConverged', `the flags can't be changed just now: ${why}`, { cause });

/** A conflict means that somebody else writes or deploys at this moment: the caller looks again and retries. */
const unlessBusy = async <Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await call();
  } catch (error) {
    throw isNamed(error, 'ConflictException')
      ? notConverged(`${action}: ${error.message}`, error)
      : callFailed(action, error);
  }
};
