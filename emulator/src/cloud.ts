import { ADMIN_PREFIX, type AdminSubject, createAdmin } from './admin/admin.ts';
import { type ClientConfig, clientConfig } from './client-config.ts';
import type { Clock } from './clock.ts';
import { loadStack } from './cloudformation/load-stack.ts';
import type { Stack } from './cloudformation/stack.ts';
import { createFaults, type Faults } from './faults.ts';
import { forkRandom } from './fork-random.ts';
import { uuidFrom } from './identifiers.ts';
import type { Latency } from './in-process/memory-network.ts';
import type { WarmInstances } from './lambda/in-process/warm-instances.ts';
import type { LogLine } from './lambda/log-book.ts';
import type { LocalServer } from './local-server.ts';
import type { Place } from './ports.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { seededRandom } from './seeded-random.ts';
import { awsServices, closeServices, createServices, type Services } from './services.ts';
import { createTransport, type Transport, type TransportOptions } from './transport.ts';
import { createWire, type HttpHandler } from './wire/wire.ts';

/** How to start a cloud; everything has a default. */
export interface CloudOptions extends TransportOptions {
  /** A packaged CloudFormation template's file. */
  readonly template?: string;
  /** The folder that holds the functions' zips under the base names of their S3 keys. */
  readonly artifacts?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly stackName?: string;
  readonly seed?: number;
  readonly accountId?: string;
  readonly region?: string;
  /** In process: how long a function's environment takes to be ready; 150 to 450 ms by default. */
  readonly coldStart?: Latency;
  /** In process: functions' instances that earlier clouds have left, and where this one leaves its own. */
  readonly warmInstances?: WarmInstances;
  /** Hears every line that a function writes. */
  readonly logs?: (line: LogLine) => void;
  /** Hears of errors that are the emulator's own fault; the client gets an `InternalFailure`. */
  readonly onDefect?: (error: unknown) => void;
}

/** A running cloud. SDK clients reach all of it at `endpoint`; the access key id they sign with is recorded as the caller. */
export interface Cloud {
  readonly endpoint: string;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly faults: Faults;
  readonly services: Services;
  readonly stack: Stack | undefined;
  /** Physical names or ARNs by logical id, as `Ref` answers them. */
  readonly createdResources: Readonly<Record<string, string>>;
  /** What an SDK client needs to reach this cloud as `caller`; in process it does not retry, for its timers would be real ones. */
  clientConfig(caller?: string): ClientConfig;
  listeners(): ReturnType<Services['elb']['listeners']>;
  /** Ends everything that was started, and leaves no process, timer or socket behind. */
  close(): Promise<void>;
}

/** Starts a cloud and creates the template's resources; rejects, with nothing left running, when one can't be created. */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const cloud = new RunningCloud(options);
  try {
    await cloud.open();
    return cloud;
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

class RunningCloud implements Cloud {
  readonly clock: Clock;
  readonly recorder = createRecorder();
  readonly faults: Faults;
  readonly services: Services;
  stack: Stack | undefined;
  readonly #options: CloudOptions;
  readonly #onDefect: (error: unknown) => void;
  readonly #place: Place;
  readonly #transport: Transport;
  #server: LocalServer | undefined;

  constructor(options: CloudOptions) {
    const { seed = 1, accountId = '123456789012', region = 'eu-west-1' } = options;
    this.#options = options;
    this.#onDefect = options.onDefect ?? (() => {});
    const random = seededRandom(seed);
    this.#transport = createTransport(options, random);
    this.clock = this.#transport.clock;
    this.faults = createFaults(this.clock, (caller) => this.services.lambda.killRunning(caller));
    this.#place = { accountId, region, clock: this.clock, random };
    this.services = createServices(this.#place, {
      endpoint: () => this.endpoint,
      logs: options.logs ?? (() => {}),
      recorder: this.recorder,
      intercept: this.faults.intercept,
      onDefect: this.#onDefect,
      ...(this.#transport.memory ? { memory: this.#transport.memory } : {}),
      ...(options.coldStart ? { coldStart: options.coldStart } : {}),
      ...(options.warmInstances ? { warmInstances: options.warmInstances } : {}),
    });
  }

  get endpoint(): string {
    if (!this.#server) throw new Error('the cloud is not listening yet');
    return this.#server.endpoint;
  }

  get createdResources(): Readonly<Record<string, string>> {
    const resources = this.stack?.resources ?? [];
    return Object.fromEntries(resources.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  }

  clientConfig(caller = 'operator'): ClientConfig {
    const { httpAgent } = this.#transport;
    return clientConfig({ endpoint: this.endpoint, region: this.#place.region, httpAgent }, caller);
  }

  listeners() {
    return this.services.elb.listeners();
  }

  async open(): Promise<void> {
    const { template, artifacts, parameters = {}, stackName = 'emulated' } = this.#options;
    this.#server = await this.#transport.listen(this.#handler(), this.#onDefect);
    if (template === undefined) return;
    const config = { ...this.clientConfig('cloudformation'), maxAttempts: 1 };
    const target = { place: this.#place, services: this.services, config };
    this.stack = await loadStack({ template, artifacts, parameters, stackName }, target);
  }

  async close(): Promise<void> {
    await closeServices(this.services);
    await this.#server?.close();
    this.clock.close();
  }

  #handler(): HttpHandler {
    const { clock, recorder, faults } = this;
    const services = awsServices(this.services);
    const random = forkRandom(this.#place.random);
    const requestId = () => uuidFrom(random);
    const { intercept } = faults;
    const wire = createWire({ services, clock, recorder, intercept, requestId, onDefect: this.#onDefect });
    const admin = createAdmin(this.#adminSubject());
    return (request, response) => (request.url?.startsWith(ADMIN_PREFIX) ? admin : wire)(request, response);
  }

  #adminSubject(): AdminSubject {
    const { clock, recorder, faults, services } = this;
    return {
      clock,
      timeScale: this.#transport.timeScale,
      recorder,
      faults,
      stack: () => this.stack,
      listeners: () => services.elb.listeners(),
      requests: () => services.elb.requests(),
      clusters: () => services.clusters.kubeconfigs(),
      nodes: () => services.clusters.nodes(),
      dropped: () => ({
        alarmActions: services.alarmActions.refused(),
        events: services.eventBridge.dropped(),
        messages: services.sns.dropped(),
        invocations: services.lambda.dropped(),
      }),
      logLines: (functionName) => services.lambda.logLines(functionName),
      findCluster: (name) => services.clusters.clusters.get(name),
      crashFunction: (functionName, afterMs) => services.lambda.crashNext(functionName, afterMs),
    };
  }
}
