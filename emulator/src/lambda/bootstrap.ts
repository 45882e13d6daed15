/**
 * The program of a function's process: loads the bundle as the Node.js runtime of Lambda does, then answers one invocation at
 * a time over IPC. It ends when the emulator does, and after anything that escapes the handler.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionError, InvokeMessage, SandboxMessage } from './messages.ts';

type Handler = (event: unknown, context: object) => unknown;

class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => tellAndExit(describe(error), 129));
process.on('unhandledRejection', (reason) => {
  const { errorMessage, trace = [] } = describe(reason);
  tellAndExit({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage, trace }, 128);
});

try {
  const handler = await loadHandler(process.env['LAMBDA_TASK_ROOT'] ?? '', process.env['_HANDLER'] ?? '');
  process.on('message', (message: InvokeMessage) => void answer(handler, message));
  tell({ type: 'ready' });
} catch (error) {
  tell({ type: 'initFailed', error: describe(error) }, () => process.exit(1));
}

async function loadHandler(root: string, name: string): Promise<Handler> {
  const [, file = '', path = ''] = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(name) ?? [];
  const module = await loadModule(root, file);
  const found = path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], module);
  if (typeof found !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (found.length > 2) {
    const reason = 'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24';
    throw new RuntimeError('Runtime.CallbackHandlerDeprecated', `${reason}: ${name} takes ${found.length} parameters`);
  }
  return found as Handler;
}

async function loadModule(root: string, file: string): Promise<unknown> {
  const path = ['.js', '.mjs', '.cjs']
    .map((extension) => join(root, file + extension))
    .find((path) => existsSync(path));
  if (!path) throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  try {
    return isEsModule(root, path) ? await import(pathToFileURL(path).href) : createRequire(path)(path);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    throw error;
  }
}

function isEsModule(root: string, path: string): boolean {
  if (path.endsWith('.mjs')) return true;
  const manifest = join(root, 'package.json');
  return path.endsWith('.js') && existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
}

async function answer(
  handler: Handler,
  { requestId, event, timeoutMs, invokedFunctionArn }: InvokeMessage,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  const { env } = process;
  const context = {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    invokedFunctionArn,
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
  };
  try {
    const result = await handler(JSON.parse(event), context);
    tell({ type: 'answered', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    tell({ type: 'failed', error: describe(error) });
  }
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function tell(message: SandboxMessage, then: () => void = () => {}): void {
  process.send?.(message, then);
}

function tellAndExit(error: FunctionError, exitCode: number): void {
  tell({ type: 'failed', error, fatal: true }, () => process.exit(exitCode));
}
