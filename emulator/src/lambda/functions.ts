import { uuidFrom } from '../identifiers.ts';
import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import { type FunctionDefinition, readFunctionDefinition } from './definition.ts';
import { type DroppedInvocation, EventQueue } from './event-queue.ts';
import type { LambdaFunction } from './function.ts';
import { type InvocationResult, runInvocation } from './invocation.ts';
import type { Runtime } from './sandbox.ts';
import { Sandboxes, type SandboxHost, throttled } from './sandboxes.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const REQUEST_LIMIT_BYTES = 6_291_456;
const EVENT_LIMIT_BYTES = 1_048_576;

export interface FunctionsOptions extends SandboxHost {
  readonly runtime: Runtime;
  /** Invocations of all functions together that may run at once. */
  readonly accountConcurrency: number;
  readonly duplicateShare: number;
  readonly onDrop: (dropped: DroppedInvocation) => void;
}

/** All functions of the account, and the ways to invoke them. Payloads are JSON text. */
export class FunctionStore {
  readonly #options: FunctionsOptions;
  readonly #place: Place;
  readonly #queue: EventQueue;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #crashes = new Map<string, number[]>();
  #closed = false;

  constructor(options: FunctionsOptions) {
    this.#options = options;
    this.#place = options.place;
    this.#queue = new EventQueue({
      ...options,
      invoke: (target, payload, requestId) => this.#run(target, payload, requestId),
    });
  }

  /** Creates a function or replaces the one of that name, whose processes are ended. */
  define(definition: FunctionDefinition): LambdaFunction {
    const settings = readFunctionDefinition(definition);
    const { region, accountId, clock } = this.#place;
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${settings.name}`;
    const sandboxes = new Sandboxes(settings, this.#options.runtime.deploy(settings), this.#options);
    void this.#functions.get(settings.name)?.sandboxes.close();
    const created = { settings, arn, sandboxes, updatedAt: clock.now(), eventSettings: settings };
    this.#functions.set(settings.name, created);
    return created;
  }

  list(): readonly LambdaFunction[] {
    return [...this.#functions.values()].sort((a, b) => a.settings.name.localeCompare(b.settings.name));
  }

  /** Looks a function up by name, partial or full ARN, each with or without `:$LATEST`. */
  find(nameOrArn: string, qualifier?: string): LambdaFunction {
    const [, name = '', suffix] =
      /^(?:(?:arn:aws[\w-]*:lambda:[\w-]+:)?\d{12}:function:)?([^:]+)(?::(.+))?$/.exec(nameOrArn) ?? [];
    const version = qualifier ?? suffix ?? '$LATEST';
    const found = version === '$LATEST' ? this.#functions.get(name) : undefined;
    if (found) return found;
    const { region, accountId } = this.#place;
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}${version === '$LATEST' ? '' : `:${version}`}`;
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
  }

  /** Invokes and waits for the answer. */
  async request(target: LambdaFunction, payload: string): Promise<InvocationResult> {
    checkSize(payload, REQUEST_LIMIT_BYTES, 'RequestResponse');
    return this.#run(target, payload, uuidFrom(this.#place.random));
  }

  /** Queues the invocation. */
  enqueue(target: LambdaFunction, payload: string): void {
    checkSize(payload, EVENT_LIMIT_BYTES, 'Event');
    this.#queue.enqueue(target, payload, uuidFrom(this.#place.random));
  }

  /** Kills the process of the function's next invocation, `afterMs` emulated milliseconds after its handler began. */
  crashNext(name: string, afterMs: number): void {
    const crashes = this.#crashes.get(name) ?? [];
    this.#crashes.set(name, [...crashes, afterMs]);
  }

  /** Kills the processes of a function that have an invocation in hand. */
  killRunning(name: string): void {
    this.#functions.get(name)?.sandboxes.killBusy();
  }

  /** Ends all processes, waits until they are gone and removes what was unpacked. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#queue.close();
    await Promise.all([...this.#functions.values()].map(({ sandboxes }) => sandboxes.close()));
    this.#options.runtime.close();
  }

  async #run(target: LambdaFunction, payload: string, requestId: string): Promise<InvocationResult> {
    const { settings, sandboxes, arn: functionArn } = target;
    if (this.#closed) throw new ServiceError('ServiceException', 'the emulated Lambda is closed', 500);
    this.#checkConcurrency();
    const sandbox = sandboxes.acquire();
    const done = this.#place.clock.busy();
    const crashAfterMs = this.#crashes.get(settings.name)?.shift();
    try {
      return await runInvocation(
        sandbox,
        settings,
        { requestId, payload, functionArn, crashAfterMs },
        this.#place.clock,
      );
    } finally {
      sandboxes.release(sandbox);
      done();
    }
  }

  #checkConcurrency(): void {
    const running = [...this.#functions.values()].reduce((sum, { sandboxes }) => sum + sandboxes.inUse, 0);
    if (running >= this.#options.accountConcurrency) throw throttled('ConcurrentInvocationLimitExceeded');
  }
}

function checkSize(payload: string, limitBytes: number, kind: string): void {
  const bytes = Buffer.byteLength(payload);
  if (bytes <= limitBytes) return;
  const message = `${bytes} byte payload is too large for the ${kind} invocation type (limit ${limitBytes} bytes)`;
  throw new ServiceError('RequestTooLargeException', message, 413, { Type: 'User' });
}
