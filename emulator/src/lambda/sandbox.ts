import type { FunctionSettings } from './definition.ts';
import type { FunctionError, InvokeMessage } from './messages.ts';

/** What came of starting or of an invocation; `died` says how the process ended. */
export type SandboxOutcome =
  | { readonly kind: 'answered'; readonly payload: string }
  | { readonly kind: 'failed'; readonly error: FunctionError }
  | { readonly kind: 'died'; readonly how: string };

/** An execution environment: one process that runs a function's bundle and takes one invocation at a time. */
export interface Sandbox {
  /** Emulated epoch milliseconds at which it was last released. */
  idleSince: number;
  /** Whether it can take another invocation. */
  readonly alive: boolean;
  /** Undefined when the bundle was loaded, else why it was not. */
  readonly ready: Promise<SandboxOutcome | undefined>;
  /** Resolves when the process is gone and everything that it wrote was read. */
  readonly exited: Promise<void>;
  /** Hands one invocation over; resolves when the handler has answered or the process has died. */
  invoke(message: InvokeMessage): Promise<SandboxOutcome>;
  /** Kills the process; resolves when it is gone. */
  kill(): Promise<void>;
}

/** How to start one execution environment. */
export interface SandboxSpec {
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly onLine: (line: string) => void;
}

/** A function's code, ready to be run any number of times. */
export interface DeployedCode {
  /** What the function sees as its LAMBDA_TASK_ROOT. */
  readonly folder: string;
  start(spec: SandboxSpec): Sandbox;
}

/** What runs functions: processes of their own, or this one. */
export interface Runtime {
  /** Throws when there is no such package or folder. */
  deploy(settings: FunctionSettings): DeployedCode;
  close(): void;
}
