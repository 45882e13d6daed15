import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import type { FunctionSettings } from './definition.ts';
import { environmentOf } from './environment.ts';
import type { LogBook } from './log-book.ts';
import type { DeployedCode, Sandbox } from './sandbox.ts';

/** Environments that nobody used for this long are ended before the next invocation. */
const IDLE_LIMIT_MS = 10 * 60_000;

export interface SandboxHost {
  readonly place: Place;
  readonly logBook: LogBook;
  /** Where the emulated APIs are served. */
  readonly endpoint: () => string;
}

/** The execution environments of one function: warm ones are used again, the latest first; new ones are started as needed. */
export class Sandboxes {
  readonly #settings: FunctionSettings;
  readonly #code: DeployedCode;
  readonly #host: SandboxHost;
  #idle: Sandbox[] = [];
  readonly #all = new Set<Sandbox>();
  #inUse = 0;

  constructor(settings: FunctionSettings, code: DeployedCode, host: SandboxHost) {
    this.#settings = settings;
    this.#code = code;
    this.#host = host;
  }

  get inUse(): number {
    return this.#inUse;
  }

  /** An environment for one invocation; throws `TooManyRequestsException` above the reserved concurrency. */
  acquire(): Sandbox {
    const { reservedConcurrency } = this.#settings;
    if (reservedConcurrency !== undefined && this.#inUse >= reservedConcurrency) {
      throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
    }
    this.#inUse += 1;
    this.#endStale();
    return this.#idle.pop() ?? this.#start();
  }

  /** Takes the environment back for the next invocation, unless its process has died. */
  release(sandbox: Sandbox): void {
    this.#inUse -= 1;
    if (!sandbox.alive) return;
    sandbox.idleSince = this.#host.place.clock.now();
    this.#idle.push(sandbox);
  }

  /** Kills those that have an invocation in hand. */
  killBusy(): void {
    for (const sandbox of this.#all) if (!this.#idle.includes(sandbox)) void sandbox.kill();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((sandbox) => sandbox.kill()));
  }

  #start(): Sandbox {
    const { place, logBook, endpoint } = this.#host;
    const { name: functionName, memoryMb } = this.#settings;
    const sandbox = this.#code.start({
      memoryMb,
      environment: environmentOf(this.#settings, place, { endpoint: endpoint(), codeFolder: this.#code.folder }),
      onLine: (text) => logBook.write({ functionName, at: place.clock.now(), text }),
    });
    this.#all.add(sandbox);
    void sandbox.exited.then(() => this.#all.delete(sandbox));
    return sandbox;
  }

  #endStale(): void {
    const oldest = this.#host.place.clock.now() - IDLE_LIMIT_MS;
    const usable = this.#idle.filter(({ alive, idleSince }) => alive && idleSince >= oldest);
    for (const sandbox of this.#idle) if (!usable.includes(sandbox)) void sandbox.kill();
    this.#idle = usable;
  }
}

/** What Lambda answers when too many invocations run at once. */
export function throttled(reason: string): ServiceError {
  return new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: reason, Type: 'User' });
}
