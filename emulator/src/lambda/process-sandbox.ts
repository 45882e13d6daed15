import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { InvokeMessage, SandboxMessage } from './messages.ts';
import type { Sandbox, SandboxOutcome, SandboxSpec } from './sandbox.ts';

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.ts', import.meta.url));

/** Share of a function's memory that the JavaScript heap may take, as in Lambda's Node.js runtime. */
const HEAP_SHARE = 0.9;

/** An execution environment in a child process. */
export class ProcessSandbox implements Sandbox {
  idleSince = 0;
  readonly ready: Promise<SandboxOutcome | undefined>;
  readonly #child: ChildProcess;
  readonly exited: Promise<void>;
  #alive = true;
  #settle: (outcome: SandboxOutcome) => void = () => {};

  constructor(codeFolder: string, spec: SandboxSpec) {
    this.#child = fork(BOOTSTRAP, [], {
      cwd: codeFolder,
      env: { ...spec.environment },
      execArgv: [`--max-old-space-size=${Math.floor(spec.memoryMb * HEAP_SHARE)}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', spec.onLine);
    }
    const { promise, resolve } = Promise.withResolvers<SandboxOutcome | undefined>();
    this.ready = promise;
    this.#settle = resolve;
    this.#child.on('message', (message: SandboxMessage) => this.#hear(message, resolve));
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('exit', (code, signal) => this.#end(howItEnded(code, signal)));
    this.exited = new Promise((resolve) => void this.#child.on('close', () => resolve()));
  }

  get alive(): boolean {
    return this.#alive;
  }

  invoke(message: InvokeMessage): Promise<SandboxOutcome> {
    const { promise, resolve } = Promise.withResolvers<SandboxOutcome>();
    this.#settle = resolve;
    if (this.#alive) this.#child.send(message, (error) => error && this.#end(error.message));
    else resolve({ kind: 'died', how: 'Runtime exited without providing a reason' });
    return promise;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  #hear(message: SandboxMessage, onReady: (outcome: undefined) => void): void {
    switch (message.type) {
      case 'ready':
        onReady(undefined);
        break;
      case 'answered':
        this.#settle({ kind: 'answered', payload: message.payload });
        break;
      default:
        this.#alive = message.type === 'failed' && !message.fatal;
        this.#settle({ kind: 'failed', error: message.error });
    }
  }

  #end(how: string): void {
    this.#alive = false;
    this.#settle({ kind: 'died', how });
  }
}

/** The words of Lambda's platform, which are those of Go's os/exec. */
const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${SIGNAL_WORDS[signal] ?? signal}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}
