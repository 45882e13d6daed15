import type { Clock } from '../../clock.ts';
import type { MemoryNetwork } from '../../in-process/memory-network.ts';
import { contextOf, describeError, describeRejection } from '../handler.ts';
import type { InvokeMessage } from '../messages.ts';
import type { Sandbox, SandboxOutcome, SandboxSpec } from '../sandbox.ts';
import type { CompiledBundle } from './bundle.ts';
import { Instance, type Tenant } from './instance.ts';
import { Life } from './life.ts';
import { mainRealm } from './main-realm.ts';
import type { WarmInstances } from './warm-instances.ts';

/** What an environment in this process needs. */
export interface InProcessHost {
  readonly clock: Clock;
  readonly network: MemoryNetwork;
  /** This environment's own. */
  readonly random: () => number;
  readonly coldStartMs: number;
  readonly folder: string;
  readonly bundle: () => CompiledBundle;
  /** The same for the same code. */
  readonly bundleKey: string;
  readonly warmInstances: WarmInstances | undefined;
}

/**
 * An execution environment within this process: the bundle's module instance of its own, on the cloud's clock, connected in
 * memory. Killed, it does nothing any more that anyone could notice. Code that never yields can't be killed.
 */
export class InProcessSandbox implements Sandbox {
  idleSince = 0;
  readonly ready: Promise<SandboxOutcome | undefined>;
  readonly exited: Promise<void>;
  readonly #spec: SandboxSpec;
  readonly #host: InProcessHost;
  readonly #life: Life;
  #instance: Instance | undefined;
  #idle = false;
  #settle: (outcome: SandboxOutcome) => void;
  #tellExit: () => void;

  constructor(spec: SandboxSpec, host: InProcessHost) {
    this.#spec = spec;
    this.#host = host;
    const ready = Promise.withResolvers<SandboxOutcome | undefined>();
    const exited = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.exited = exited.promise;
    this.#settle = ready.resolve;
    this.#tellExit = exited.resolve;
    this.#life = new Life((thrown, how) => this.#crash(thrown, how));
    host.clock.after(host.coldStartMs, () => this.#life.run(() => this.#load(ready.resolve)));
  }

  get alive(): boolean {
    return this.#life.alive;
  }

  invoke(message: InvokeMessage): Promise<SandboxOutcome> {
    const { promise, resolve } = Promise.withResolvers<SandboxOutcome>();
    this.#settle = resolve;
    if (this.alive) {
      this.#idle = false;
      this.#instance?.timers.thaw();
      this.#life.run(() => void this.#answer(message));
    } else resolve({ kind: 'died', how: 'Runtime exited without providing a reason' });
    return promise;
  }

  async kill(): Promise<void> {
    this.#end({ kind: 'died', how: 'Runtime exited with error: signal: killed' }, this.#idle);
  }

  #load(tellReady: (outcome: undefined) => void): void {
    try {
      this.#loadInstance();
      this.#instance?.timers.freeze();
      this.#idle = true;
      tellReady(undefined);
    } catch (error) {
      this.#end({ kind: 'failed', error: describeError(error) });
    }
  }

  #loadInstance(): void {
    const { clock, folder, bundle, warmInstances } = this.#host;
    const tenant = this.#tenant();
    const warm = warmInstances?.take(this.#warmKey(), clock.now());
    this.#instance = warm ?? new Instance(folder, tenant);
    if (warm) warm.moveTo(tenant);
    else this.#instance.load(bundle());
  }

  #tenant(): Tenant {
    const { clock, network, random } = this.#host;
    const { environment: variables, onLine } = this.#spec;
    return {
      ...{ clock, network, random, variables },
      life: this.#life,
      startedAt: clock.now(),
      onLine: (line) => this.alive && onLine(line),
      exit: (code) => this.#exit(code),
    };
  }

  /** What an instance was loaded from; log streams differ in name only. */
  #warmKey(): string {
    const { AWS_LAMBDA_LOG_STREAM_NAME, ...variables } = this.#spec.environment;
    return JSON.stringify([this.#host.bundleKey, variables]);
  }

  async #answer(message: InvokeMessage): Promise<void> {
    const outcome = await this.#outcomeOf(message);
    if (!this.alive) return;
    this.#instance?.timers.freeze();
    this.#idle = true;
    this.#settle(outcome);
  }

  async #outcomeOf(message: InvokeMessage): Promise<SandboxOutcome> {
    const context = contextOf(message, this.#spec.environment, () => this.#host.clock.now());
    try {
      const result = await this.#instance?.handler?.(mainRealm.JSON.parse(message.event), context);
      return { kind: 'answered', payload: JSON.stringify(result) ?? 'null' };
    } catch (error) {
      return { kind: 'failed', error: describeError(error) };
    }
  }

  #crash(thrown: unknown, how: 'exception' | 'rejection'): void {
    const error = how === 'rejection' ? describeRejection(thrown) : describeError(thrown);
    this.#end({ kind: 'failed', error });
  }

  #exit(code: number): void {
    const how =
      code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
    this.#end({ kind: 'died', how });
  }

  #end(outcome: SandboxOutcome, isIdle = false): void {
    if (!this.alive) return;
    this.#instance?.stdout.flush();
    this.#instance?.stderr.flush();
    this.#life.end();
    this.#leave(isIdle);
    this.#settle(outcome);
    this.#tellExit();
  }

  /** An instance that was idle at the end may serve again, in another cloud. */
  #leave(isIdle: boolean): void {
    const instance = this.#instance;
    const { clock, warmInstances } = this.#host;
    if (isIdle && instance && warmInstances) {
      instance.vacate();
      warmInstances.give(this.#warmKey(), instance, clock.now());
      return;
    }
    instance?.timers.close();
    instance?.sockets.sever();
  }
}
