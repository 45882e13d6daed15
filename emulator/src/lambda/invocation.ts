import type { Clock } from '../clock.ts';
import type { FunctionSettings } from './definition.ts';
import type { FunctionError } from './messages.ts';
import type { Sandbox, SandboxOutcome } from './sandbox.ts';

/** What Lambda gives the caller: the payload is JSON text; with an error it is the error. */
export interface InvocationResult {
  readonly payload: string;
  readonly error?: FunctionError;
}

export interface InvocationRequest {
  readonly requestId: string;
  readonly payload: string;
  readonly functionArn: string;
  /** Kills the process this many emulated milliseconds after the handler began. */
  readonly crashAfterMs: number | undefined;
}

/** The longest time that loading a bundle may take before Lambda gives up on it. */
const INIT_LIMIT_MS = 10_000;

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB, and 100 bytes that Lambda allows on top */
const RESPONSE_LIMIT_BYTES = 6_291_556;

/** Runs one invocation in an environment: loads the bundle if it is new, then lets the handler run up to its timeout. */
export async function runInvocation(
  sandbox: Sandbox,
  settings: FunctionSettings,
  request: InvocationRequest,
  clock: Clock,
): Promise<InvocationResult> {
  const { requestId, payload: event, functionArn: invokedFunctionArn } = request;
  const timeoutMs = settings.timeoutSeconds * 1000;
  const initFailure = await within(clock, INIT_LIMIT_MS, sandbox, () => sandbox.ready);
  if (initFailure === 'late') return failed(timedOut(request, settings));
  if (initFailure) {
    await sandbox.kill();
    return toResult(initFailure, request);
  }
  const crash =
    request.crashAfterMs === undefined ? () => {} : clock.after(request.crashAfterMs, () => void sandbox.kill());
  const message = { requestId, event, timeoutMs, invokedFunctionArn };
  const outcome = await within(clock, timeoutMs, sandbox, () => sandbox.invoke(message));
  crash();
  return outcome === 'late' ? failed(timedOut(request, settings)) : toResult(outcome, request);
}

/** The outcome, or `late` when it took longer than `limitMs` emulated milliseconds; then the process is killed. */
async function within<T>(clock: Clock, limitMs: number, sandbox: Sandbox, work: () => Promise<T>): Promise<T | 'late'> {
  let late = false;
  const cancel = clock.after(limitMs, () => {
    late = true;
    void sandbox.kill();
  });
  const outcome = await work();
  cancel();
  return late ? 'late' : outcome;
}

function toResult(outcome: SandboxOutcome, { requestId }: InvocationRequest): InvocationResult {
  if (outcome.kind === 'failed') return failed(outcome.error);
  if (outcome.kind === 'died') {
    return failed({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${outcome.how}` });
  }
  if (Buffer.byteLength(outcome.payload) <= RESPONSE_LIMIT_BYTES) return { payload: outcome.payload };
  return failed({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`,
  });
}

function failed(error: FunctionError): InvocationResult {
  return { payload: JSON.stringify(error), error };
}

function timedOut({ requestId }: InvocationRequest, { timeoutSeconds }: FunctionSettings): FunctionError {
  const how = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${requestId} Error: ${how}` };
}
