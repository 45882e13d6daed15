import type {
  GetLatestConfigurationRequest,
  GetLatestConfigurationResponse,
  StartConfigurationSessionRequest,
  StartConfigurationSessionResponse,
} from '@aws-sdk/client-appconfigdata';
import type { ConfigurationName, Configurations } from '../appconfig/configurations.ts';
import { uuidFrom } from '../identifiers.ts';
import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';

interface Session {
  readonly name: ConfigurationName;
  /** This client's place among all clients, 0 to 100: a growing deployment reaches the low ones first. */
  readonly share: number;
  readonly minimumIntervalSeconds?: number | undefined;
  /** What the client has; undefined before its first answer. */
  readonly version?: number;
  readonly polledAt?: number;
  readonly issuedAt: number;
}

const tokenValidMs = 24 * 3_600_000;
const usualIntervalSeconds = 60;
const interval = { least: 15, most: 86_400 };

/**
 * Sessions of clients. A token is good for one call within 24 hours, each answer brings the next; an empty answer means that
 * nothing has changed. https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_appconfigdata_GetLatestConfiguration.html
 */
export class Sessions {
  readonly #place: Place;
  readonly #configurations: Configurations;
  readonly #byToken = new Map<string, Session>();

  constructor(place: Place, configurations: Configurations) {
    this.#place = place;
    this.#configurations = configurations;
  }

  start(request: StartConfigurationSessionRequest): StartConfigurationSessionResponse {
    const seconds = request.RequiredMinimumPollIntervalInSeconds;
    if (seconds !== undefined && (seconds < interval.least || seconds > interval.most)) {
      throw new ServiceError('BadRequestException', 'RequiredMinimumPollIntervalInSeconds must be 15 to 86400.');
    }
    const name = {
      application: request.ApplicationIdentifier ?? '',
      environment: request.EnvironmentIdentifier ?? '',
      profile: request.ConfigurationProfileIdentifier ?? '',
    };
    this.#configurations.check(name);
    const share = this.#place.random() * 100;
    const token = this.#issue({ name, share, minimumIntervalSeconds: seconds, issuedAt: this.#place.clock.now() });
    return { InitialConfigurationToken: token };
  }

  latest(request: GetLatestConfigurationRequest): GetLatestConfigurationResponse {
    const session = this.#redeem(request.ConfigurationToken ?? '');
    const deployed = this.#configurations.deployed(session.name, session.share);
    if (!deployed) {
      const members = { ResourceType: 'Deployment', ReferencedBy: { EnvironmentIdentifier: session.name.environment } };
      throw new ServiceError('ResourceNotFoundException', 'Nothing has been deployed yet.', 404, members);
    }
    const now = this.#place.clock.now();
    const next = this.#issue({ ...session, version: deployed.version, polledAt: now, issuedAt: now });
    const isNew = deployed.version !== session.version;
    return {
      NextPollConfigurationToken: next,
      NextPollIntervalInSeconds: session.minimumIntervalSeconds ?? usualIntervalSeconds,
      ContentType: deployed.contentType,
      Configuration: isNew ? deployed.content : new Uint8Array(),
      VersionLabel: isNew ? deployed.label : undefined,
    };
  }

  #issue(session: Session): string {
    const token = Buffer.from(uuidFrom(this.#place.random)).toString('base64url');
    this.#byToken.set(token, session);
    return token;
  }

  #redeem(token: string): Session {
    const session = this.#byToken.get(token);
    if (!session) throw refused('Corrupted');
    const now = this.#place.clock.now();
    const dueAt = (session.polledAt ?? Number.NEGATIVE_INFINITY) + (session.minimumIntervalSeconds ?? 0) * 1_000;
    if (now < dueAt) throw refused('PollIntervalNotSatisfied');
    this.#byToken.delete(token);
    if (now > session.issuedAt + tokenValidMs) throw refused('Expired');
    return session;
  }
}

function refused(problem: string): ServiceError {
  const message = `Request invalid: ConfigurationToken ${problem}.`;
  const members = {
    Reason: 'InvalidParameters',
    Details: { InvalidParameters: { ConfigurationToken: { Problem: problem } } },
  };
  return new ServiceError('BadRequestException', message, 400, members);
}
