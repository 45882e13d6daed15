import { isNativeError } from 'node:util/types';
import type { FunctionError, InvokeMessage } from './messages.ts';

/** A function's handler as Lambda's Node.js runtime calls it. */
export type Handler = (event: unknown, context: object) => unknown;

/** An error of Lambda's runtime itself; its name is the error type that the caller sees. */
export class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** `<path of the file without extension>.<path of the export>`, as in `index.handler`. */
export function splitHandlerName(name: string): { readonly file: string; readonly exported: string } {
  const [, file = '', exported = ''] = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(name) ?? [];
  return { file, exported };
}

/** Finds the handler among a module's exports; throws the `Runtime.*` errors that Lambda gives. */
export function handlerOf(module: unknown, name: string): Handler {
  const path = splitHandlerName(name).exported.split('.');
  const found = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], module);
  if (typeof found !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (found.length > 2) {
    const reason = 'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24';
    throw new RuntimeError('Runtime.CallbackHandlerDeprecated', `${reason}: ${name} takes ${found.length} parameters`);
  }
  return found as Handler;
}

/** The error of code that does not parse. */
export function syntaxError(error: Error): RuntimeError {
  return new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
}

/** The context object that a handler gets; `now` is the time that the function sees. */
export function contextOf(
  { requestId, timeoutMs, invokedFunctionArn }: InvokeMessage,
  env: Readonly<Record<string, string | undefined>>,
  now: () => number,
): object {
  const deadline = now() + timeoutMs;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
    invokedFunctionArn,
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
  };
}

/** What Lambda tells the caller about something that was thrown. */
export function describeError(thrown: unknown): FunctionError {
  if (!(thrown instanceof Error || isNativeError(thrown))) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] };
}

/** What Lambda tells the caller about a promise that nobody caught. */
export function describeRejection(reason: unknown): FunctionError {
  const { errorMessage, trace = [] } = describeError(reason);
  return { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage, trace };
}
