/** What the emulator and a function's process say to each other over IPC. Payloads travel as JSON text. */
export interface InvokeMessage {
  readonly requestId: string;
  readonly event: string;
  /** Real milliseconds that the handler has. */
  readonly timeoutMs: number;
  readonly invokedFunctionArn: string;
}

/** A function's error as Lambda tells it to the caller. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type SandboxMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'initFailed'; readonly error: FunctionError }
  | { readonly type: 'answered'; readonly payload: string }
  /** `fatal` when the process ends with it. */
  | { readonly type: 'failed'; readonly error: FunctionError; readonly fatal?: true };
