import { Console } from 'node:console';
import { dirname, join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { MemoryNetwork } from '../../in-process/memory-network.ts';
import { type Handler, handlerOf } from '../handler.ts';
import type { CompiledBundle } from './bundle.ts';
import { Life } from './life.ts';
import { mainRealm } from './main-realm.ts';
import { createRequireInProcess } from './modules.ts';
import { LineOutput } from './output.ts';
import { emulatedProcess } from './process.ts';
import { createScope, SCOPE_NAMES } from './scope.ts';
import { seededWebCrypto } from './seeded-crypto.ts';
import { SandboxSockets } from './sockets.ts';
import type { Members } from './stand-in.ts';
import { SandboxTimers } from './timers.ts';

/** The environment that an instance works for, and through which it sees everything. */
export interface Tenant {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly network: MemoryNetwork;
  readonly random: () => number;
  readonly life: Life;
  /** Emulated epoch milliseconds. */
  readonly startedAt: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  readonly exit: (code: number) => void;
}

/** A bundle's module instance. It keeps nothing of its tenant's, so that it can be handed over to another one. */
export class Instance {
  readonly timers: SandboxTimers;
  readonly sockets: SandboxSockets;
  readonly stdout = new LineOutput(1, (line) => this.#tenant.onLine(line));
  readonly stderr = new LineOutput(2, (line) => this.#tenant.onLine(line));
  readonly #folder: string;
  readonly #variables: Record<string, string> = {};
  #tenant: Tenant;
  #handler: Handler | undefined;
  #draws = 0;
  #drawsOfLoading = 0;

  constructor(folder: string, tenant: Tenant) {
    this.#tenant = tenant;
    this.#folder = folder;
    this.timers = new SandboxTimers(this.#clock, this.#life);
    this.sockets = new SandboxSockets({ dial: (call) => this.#tenant.network.dial(call) }, this.#life);
    Object.assign(this.#variables, tenant.variables);
  }

  get handler(): Handler | undefined {
    return this.#handler;
  }

  /** Loads the bundle; throws what it throws, or Lambda's `Runtime.*` errors. */
  load(bundle: CompiledBundle): void {
    this.#handler = handlerOf(this.#exportsOf(bundle), this.#tenant.variables['_HANDLER'] ?? '');
    this.#drawsOfLoading = this.#draws;
  }

  /** Hands the instance over; the new tenant's random goes on as if the bundle had just been loaded. */
  moveTo(tenant: Tenant): void {
    this.#tenant = tenant;
    for (const name of Object.keys(this.#variables)) delete this.#variables[name];
    Object.assign(this.#variables, tenant.variables);
    for (let draw = 0; draw < this.#drawsOfLoading; draw += 1) tenant.random();
  }

  /** Ends its timers and closes its connections, so that it hears of their end and opens others next time; lets its tenant go. */
  vacate(): void {
    this.timers.close();
    this.sockets.close();
    this.#tenant = nobodyAfter(this.#tenant);
  }

  get #clock(): Pick<Clock, 'now' | 'after'> {
    return {
      now: () => this.#tenant.clock.now(),
      after: (ms, task) => this.#tenant.clock.after(ms, task),
    };
  }

  get #life(): Pick<Life, 'alive' | 'run'> {
    const life = () => this.#tenant.life;
    return {
      get alive() {
        return life().alive;
      },
      run: (task) => life().run(task),
    };
  }

  readonly #random = (): number => {
    this.#draws += 1;
    return this.#tenant.random();
  };

  #exportsOf(bundle: CompiledBundle): unknown {
    const scope = this.#scope();
    const { timers, sockets } = this;
    const require = createRequireInProcess({ scope, random: this.#random, timers, sockets });
    const importBuiltin = async (specifier: string) => {
      const module = require(specifier) as object;
      return { ...module, default: module };
    };
    const module = { exports: {} };
    const filename = join(this.#folder, 'index.js');
    const values = SCOPE_NAMES.map((name) => scope[name]);
    const { exports } = module;
    bundle.call(exports, exports, require, module, filename, dirname(filename), importBuiltin, ...values);
    return module.exports;
  }

  #scope(): Members {
    const output = { stdout: this.stdout, stderr: this.stderr };
    const exit = (code: number) => this.#tenant.exit(code);
    const startedAt = () => this.#tenant.startedAt;
    const seen = { clock: this.#clock, life: this.#life, startedAt };
    return createScope({
      ...seen,
      random: this.#random,
      timers: this.timers,
      process: emulatedProcess({ ...seen, ...output, env: this.#variables, folder: this.#folder, exit }),
      console: Object.assign(new Console(output), { Console }),
      webCrypto: seededWebCrypto(mainRealm.crypto, this.#random),
    });
  }
}

/** Stands in for a tenant that is gone, so that nothing of its cloud is kept: time stands still, and there is nothing to connect to. */
function nobodyAfter({ clock, random, startedAt, variables }: Tenant): Tenant {
  const now = clock.now();
  const stopped = { now: () => now, after: () => () => {} };
  const life = new Life(() => {});
  life.end();
  const network = new MemoryNetwork({ clock: stopped, random, latency: undefined });
  return { clock: stopped, network, random, life, startedAt, variables, onLine: () => {}, exit: () => {} };
}
