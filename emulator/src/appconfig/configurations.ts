import { ServiceError } from '../service.ts';
import type { Applications } from './applications.ts';
import { flattened } from './flags.ts';
import { type Deployment, featureFlags, type HostedVersion } from './model.ts';

/** Which configuration a session is about, by ids or names as the client gave them. */
export interface ConfigurationName {
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
}

/** A configuration as clients get it. `version` changes with every other configuration. */
export interface DeployedConfiguration {
  readonly version: number;
  readonly label?: string | undefined;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** What AppConfig Data asks of AppConfig. */
export interface Configurations {
  /** Throws ResourceNotFoundException when the name names nothing. */
  check(name: ConfigurationName): void;
  /** What is deployed for a client at place `share` (0 to 100) of all clients; undefined when nothing is. */
  deployed(name: ConfigurationName, share: number): DeployedConfiguration | undefined;
}

export function createConfigurations(applications: Applications): Configurations {
  const find = ({ application, environment, profile }: ConfigurationName) => {
    const inApplication = named('Application', applications.list(), application);
    return {
      environment: named('Environment', inApplication.environments.values(), environment),
      profile: named('ConfigurationProfile', inApplication.profiles.values(), profile),
    };
  };
  return {
    check: (name) => void find(name),
    deployed: (name, share) => {
      const { environment, profile } = find(name);
      const own = environment.deployments.filter((deployment) => deployment.profile === profile);
      const deployment = own.findLast((candidate) => reaches(candidate, share));
      return deployment && shown(deployment.version, profile.type);
    },
  };
}

/** While a deployment grows, some clients have it and others still have the one before; one that was taken back reaches nobody. */
function reaches({ state, percentage }: Deployment, share: number): boolean {
  return ['DEPLOYING', 'BAKING', 'COMPLETE'].includes(state) && share < percentage;
}

function shown(version: HostedVersion, profileType: string): DeployedConfiguration {
  const content = profileType === featureFlags ? flattened(version.content) : version.content;
  return { version: version.number, label: version.label, contentType: version.contentType, content };
}

interface Identified {
  readonly id: string;
  readonly name: string;
}

function named<Item extends Identified>(kind: string, items: Iterable<Item>, idOrName: string): Item {
  const all = [...items];
  const found = all.find(({ id }) => id === idOrName) ?? all.find(({ name }) => name === idOrName);
  if (found) return found;
  const members = { ResourceType: kind, ReferencedBy: { [`${kind}Identifier`]: idOrName } };
  throw new ServiceError('ResourceNotFoundException', `${kind} ${idOrName} does not exist.`, 404, members);
}
