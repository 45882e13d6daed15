/**
 * The program of a function's process: loads the bundle as the Node.js runtime of Lambda does, then answers one invocation at
 * a time over IPC. It ends when the emulator does, and after anything that escapes the handler.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  contextOf,
  describeError,
  describeRejection,
  type Handler,
  handlerOf,
  RuntimeError,
  splitHandlerName,
  syntaxError,
} from './handler.ts';
import type { FunctionError, InvokeMessage, SandboxMessage } from './messages.ts';

process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => tellAndExit(describeError(error), 129));
process.on('unhandledRejection', (reason) => tellAndExit(describeRejection(reason), 128));

try {
  const handler = await loadHandler(process.env['LAMBDA_TASK_ROOT'] ?? '', process.env['_HANDLER'] ?? '');
  process.on('message', (message: InvokeMessage) => void answer(handler, message));
  tell({ type: 'ready' });
} catch (error) {
  tell({ type: 'initFailed', error: describeError(error) }, () => process.exit(1));
}

async function loadHandler(root: string, name: string): Promise<Handler> {
  return handlerOf(await loadModule(root, splitHandlerName(name).file), name);
}

async function loadModule(root: string, file: string): Promise<unknown> {
  const path = ['.js', '.mjs', '.cjs']
    .map((extension) => join(root, file + extension))
    .find((path) => existsSync(path));
  if (!path) throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  try {
    return isEsModule(root, path) ? await import(pathToFileURL(path).href) : createRequire(path)(path);
  } catch (error) {
    throw error instanceof SyntaxError ? syntaxError(error) : error;
  }
}

function isEsModule(root: string, path: string): boolean {
  if (path.endsWith('.mjs')) return true;
  const manifest = join(root, 'package.json');
  return path.endsWith('.js') && existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
}

async function answer(handler: Handler, message: InvokeMessage): Promise<void> {
  try {
    const result = await handler(JSON.parse(message.event), contextOf(message, process.env, Date.now));
    tell({ type: 'answered', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    tell({ type: 'failed', error: describeError(error) });
  }
}

function tell(message: SandboxMessage, then: () => void = () => {}): void {
  process.send?.(message, then);
}

function tellAndExit(error: FunctionError, exitCode: number): void {
  tell({ type: 'failed', error, fatal: true }, () => process.exit(exitCode));
}
