import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { compileFunction } from 'node:vm';
import { strFromU8, unzipSync } from 'fflate';
import type { FunctionSettings } from '../definition.ts';
import { RuntimeError, splitHandlerName, syntaxError } from '../handler.ts';
import { SCOPE_NAMES } from './scope.ts';

/** What CommonJS code sees besides globals; `importBuiltin` stands for `import()` of Node's modules. */
export const MODULE_NAMES = ['exports', 'require', 'module', '__filename', '__dirname', 'importBuiltin'] as const;

/** A compiled bundle; each call is a module of its own. */
export type CompiledBundle = (...values: unknown[]) => void;

const compiled = new Map<string, CompiledBundle>();

/** Says where a function's code is and in which version, so that each version is compiled once. Throws when it is missing. */
export function bundleKey({ zipFile, directory, handler }: FunctionSettings): string {
  const { mtimeMs, size } = statSync(zipFile ?? directory ?? '');
  return JSON.stringify([zipFile, directory, splitHandlerName(handler).file, mtimeMs, size]);
}

/** Compiles a function's bundle, unless this process has done so; throws Lambda's `Runtime.*` errors. */
export function compileBundle(key: string, settings: FunctionSettings, folder: string): CompiledBundle {
  const known = compiled.get(key);
  if (known) return known;
  const { file } = splitHandlerName(settings.handler);
  const names = [`${file}.js`, `${file}.cjs`];
  const [name, source] = (settings.zipFile === undefined ? readFolder : readZip)(settings, names);
  if (source === undefined) throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  const bundle = compile(source, join(folder, name));
  compiled.set(key, bundle);
  return bundle;
}

type Found = readonly [name: string, source: string | undefined];

function readZip({ zipFile = '' }: FunctionSettings, names: readonly string[]): Found {
  const entries = unzipSync(readFileSync(zipFile), { filter: (entry) => names.includes(entry.name) });
  const [found] = Object.entries(entries);
  return found ? [found[0], strFromU8(found[1])] : ['', undefined];
}

function readFolder({ directory = '' }: FunctionSettings, names: readonly string[]): Found {
  const name = names.find((candidate) => statSync(join(directory, candidate), { throwIfNoEntry: false }));
  return name === undefined ? ['', undefined] : [name, readFileSync(join(directory, name), 'utf8')];
}

function compile(source: string, filename: string): CompiledBundle {
  try {
    return compileFunction(withOwnImports(source), [...MODULE_NAMES, ...SCOPE_NAMES], { filename }) as CompiledBundle;
  } catch (error) {
    throw isNativeError(error) && error.name === 'SyntaxError' ? syntaxError(error) : error;
  }
}

/** `import("node:http")` would load the real module. */
function withOwnImports(source: string): string {
  return source.replace(/(?<![\w$.])import\((?=["']node:[\w/]+["']\))/g, 'importBuiltin(');
}
