import type { CallFilter } from '../recorder.ts';
import { BadRequest } from './bad-request.ts';

const parameters = new Set(['caller', 'service', 'operation', 'since']);

/** Reads the query of GET /_emulator/calls; throws `BadRequest` for a parameter that is unknown or not right. */
export function readCallFilter(query: URLSearchParams): CallFilter {
  for (const name of query.keys()) {
    if (!parameters.has(name))
      throw new BadRequest(`unknown parameter '${name}'; known: ${[...parameters].join(', ')}`);
  }
  const { since, ...names } = Object.fromEntries(query);
  return since === undefined ? names : { ...names, since: epochMs(since) };
}

function epochMs(text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value)) return value;
  throw new BadRequest(`since must be emulated epoch milliseconds, and is '${text}'`);
}
