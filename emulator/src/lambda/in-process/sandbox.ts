import { Console } from 'node:console';
import { dirname, join } from 'node:path';
import type { Clock } from '../../clock.ts';
import type { MemoryNetwork } from '../../in-process/memory-network.ts';
import { contextOf, describeError, describeRejection, type Handler, handlerOf } from '../handler.ts';
import type { InvokeMessage } from '../messages.ts';
import type { Sandbox, SandboxOutcome, SandboxSpec } from '../sandbox.ts';
import type { CompiledBundle } from './bundle.ts';
import { Life } from './life.ts';
import { mainRealm } from './main-realm.ts';
import { createRequireInProcess } from './modules.ts';
import { LineOutput } from './output.ts';
import { emulatedProcess } from './process.ts';
import { createScope, SCOPE_NAMES } from './scope.ts';
import { seededWebCrypto } from './seeded-crypto.ts';
import { SandboxSockets } from './sockets.ts';
import { SandboxTimers } from './timers.ts';

/** What an environment in this process needs. */
export interface InProcessHost {
  readonly clock: Clock;
  readonly network: MemoryNetwork;
  /** This environment's own. */
  readonly random: () => number;
  readonly coldStartMs: number;
  readonly folder: string;
  readonly bundle: () => CompiledBundle;
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
  readonly #timers: SandboxTimers;
  readonly #sockets: SandboxSockets;
  readonly #stdout: LineOutput;
  readonly #stderr: LineOutput;
  #handler: Handler | undefined;
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
    this.#timers = new SandboxTimers(host.clock, this.#life);
    this.#sockets = new SandboxSockets(host.network, this.#life);
    const onLine = (line: string) => this.#life.alive && spec.onLine(line);
    this.#stdout = new LineOutput(1, onLine);
    this.#stderr = new LineOutput(2, onLine);
    host.clock.after(host.coldStartMs, () => this.#life.run(() => this.#load(ready.resolve)));
  }

  get alive(): boolean {
    return this.#life.alive;
  }

  invoke(message: InvokeMessage): Promise<SandboxOutcome> {
    const { promise, resolve } = Promise.withResolvers<SandboxOutcome>();
    this.#settle = resolve;
    if (this.alive) {
      this.#timers.thaw();
      this.#life.run(() => void this.#answer(message));
    } else resolve({ kind: 'died', how: 'Runtime exited without providing a reason' });
    return promise;
  }

  async kill(): Promise<void> {
    this.#end({ kind: 'died', how: 'Runtime exited with error: signal: killed' });
  }

  #load(tellReady: (outcome: undefined) => void): void {
    try {
      this.#handler = handlerOf(this.#instantiate(), this.#spec.environment['_HANDLER'] ?? '');
      this.#timers.freeze();
      tellReady(undefined);
    } catch (error) {
      this.#end({ kind: 'failed', error: describeError(error) });
    }
  }

  #instantiate(): unknown {
    const { folder, random, bundle } = this.#host;
    const scope = this.#scope();
    const require = createRequireInProcess({ scope, random, timers: this.#timers, sockets: this.#sockets });
    const importBuiltin = async (specifier: string) => {
      const module = require(specifier) as object;
      return { ...module, default: module };
    };
    const module = { exports: {} };
    const filename = join(folder, 'index.js');
    const values = SCOPE_NAMES.map((name) => scope[name]);
    bundle().call(
      module.exports,
      module.exports,
      require,
      module,
      filename,
      dirname(filename),
      importBuiltin,
      ...values,
    );
    return module.exports;
  }

  #scope() {
    const { clock, random, folder } = this.#host;
    const { environment: env } = this.#spec;
    const output = { stdout: this.#stdout, stderr: this.#stderr };
    const exit = (code: number) => this.#exit(code);
    return createScope({
      clock,
      random,
      timers: this.#timers,
      process: emulatedProcess({ env, folder, clock, life: this.#life, ...output, exit }),
      console: Object.assign(new Console(output), { Console }),
      webCrypto: seededWebCrypto(mainRealm.crypto, random),
    });
  }

  async #answer(message: InvokeMessage): Promise<void> {
    const outcome = await this.#outcomeOf(message);
    if (!this.alive) return;
    this.#timers.freeze();
    this.#settle(outcome);
  }

  async #outcomeOf(message: InvokeMessage): Promise<SandboxOutcome> {
    const context = contextOf(message, this.#spec.environment, () => this.#host.clock.now());
    try {
      const result = await this.#handler?.(mainRealm.JSON.parse(message.event), context);
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

  #end(outcome: SandboxOutcome): void {
    if (!this.alive) return;
    this.#stdout.flush();
    this.#stderr.flush();
    this.#life.end();
    this.#timers.close();
    this.#sockets.sever();
    this.#settle(outcome);
    this.#tellExit();
  }
}
