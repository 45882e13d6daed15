import type {
  CreateApplicationRequest,
  CreateConfigurationProfileRequest,
  CreateEnvironmentRequest,
} from '@aws-sdk/client-appconfig';
import { drawFrom } from '../identifiers.ts';
import { badRequest, notEmulated, notFound, quotaExceeded } from './errors.ts';
import { type Application, type Environment, featureFlags, freeform, type Profile } from './model.ts';

/** Service quotas. https://docs.aws.amazon.com/general/latest/gr/appconfig.html */
const quotas = { applications: 100, profilesPerApplication: 100, environmentsPerApplication: 20 };

/** Ids of AppConfig have seven of these characters. */
export function newId(random: () => number): string {
  return drawFrom(random, 'abcdefghijklmnopqrstuvwxyz0123456789', 7);
}

/** Applications with what belongs to them. Names are not unique in AppConfig: two of the same name may exist. */
export class Applications {
  readonly #random: () => number;
  readonly #applications = new Map<string, Application>();

  constructor(random: () => number) {
    this.#random = random;
  }

  create(request: CreateApplicationRequest): Application {
    if (this.#applications.size >= quotas.applications)
      throw quotaExceeded('The account has 100 applications already.');
    const application: Application = {
      id: newId(this.#random),
      name: nameOf(request.Name),
      description: request.Description,
      environments: new Map(),
      profiles: new Map(),
    };
    this.#applications.set(application.id, application);
    return application;
  }

  createEnvironment(request: CreateEnvironmentRequest): Environment {
    const application = this.get(request.ApplicationId);
    if (request.Monitors?.length) {
      throw notEmulated('The emulator has no environment Monitors: leave them out, or roll back with StopDeployment.');
    }
    if (application.environments.size >= quotas.environmentsPerApplication) {
      throw quotaExceeded('The application has 20 environments already.');
    }
    const environment: Environment = {
      id: newId(this.#random),
      applicationId: application.id,
      name: nameOf(request.Name),
      description: request.Description,
      deployments: [],
    };
    application.environments.set(environment.id, environment);
    return environment;
  }

  createProfile(request: CreateConfigurationProfileRequest): Profile {
    const application = this.get(request.ApplicationId);
    checkProfile(request);
    if (application.profiles.size >= quotas.profilesPerApplication) {
      throw quotaExceeded('The application has 100 configuration profiles already.');
    }
    const profile: Profile = {
      id: newId(this.#random),
      applicationId: application.id,
      name: nameOf(request.Name),
      description: request.Description,
      type: request.Type ?? freeform,
      locationUri: 'hosted',
      versions: [],
    };
    application.profiles.set(profile.id, profile);
    return profile;
  }

  list(): readonly Application[] {
    return [...this.#applications.values()];
  }

  get(id: string | undefined): Application {
    const application = this.#applications.get(id ?? '');
    if (!application) throw notFound('Application', id ?? '');
    return application;
  }

  environment(applicationId: string | undefined, id: string | undefined): Environment {
    const environment = this.get(applicationId).environments.get(id ?? '');
    if (!environment) throw notFound('Environment', id ?? '');
    return environment;
  }

  profile(applicationId: string | undefined, id: string | undefined): Profile {
    const profile = this.get(applicationId).profiles.get(id ?? '');
    if (!profile) throw notFound('ConfigurationProfile', id ?? '');
    return profile;
  }
}

function checkProfile(request: CreateConfigurationProfileRequest): void {
  if (request.LocationUri !== 'hosted') {
    throw notEmulated(`The emulator keeps hosted configurations only, not ${request.LocationUri}.`);
  }
  if (request.Validators?.length) throw notEmulated('The emulator has no Validators of configuration profiles.');
  if (request.Type !== undefined && request.Type !== featureFlags && request.Type !== freeform) {
    throw badRequest(`Type must be ${featureFlags} or ${freeform}, not ${request.Type}.`);
  }
}

function nameOf(name: string | undefined): string {
  if (!name || name.length > 128) throw badRequest('Name must have 1 to 128 characters.');
  return name;
}
