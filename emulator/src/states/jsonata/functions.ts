import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { uuidFrom } from '../../identifiers.ts';
import type { Json } from '../json.ts';
import { javaRandomDouble } from './java-random.ts';

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/**
 * Adds what Step Functions adds to JSONata, and takes `$eval` away as it does (T1006 when called).
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export function registerFunctions(expression: jsonata.Expression, random: () => number): void {
  expression.registerFunction('partition', partition, '<an:a>');
  expression.registerFunction('range', range, '<nnn:a>');
  expression.registerFunction('hash', hash, '<ss:s>');
  expression.registerFunction(
    'random',
    (seed?: number) => (seed === undefined ? random() : javaRandomDouble(seed)),
    '<n?:n>',
  );
  expression.registerFunction('uuid', () => uuidFrom(random), '<:s>');
  expression.registerFunction('parse', (text: string) => JSON.parse(text) as Json, '<s:x>');
  expression.assign('eval', undefined);
}

function partition(items: readonly Json[], size: number): Json[][] {
  const chunk = Math.floor(size);
  if (chunk < 1) throw new Error('the size of a partition must be at least 1');
  return Array.from({ length: Math.ceil(items.length / chunk) }, (_, i) => items.slice(i * chunk, (i + 1) * chunk));
}

const RANGE_LIMIT = 1000;

function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new Error('the step of a range must not be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > RANGE_LIMIT) throw new Error(`a range has at most ${RANGE_LIMIT} items`);
  return Array.from({ length }, (_, index) => first + index * step);
}

function hash(text: string, algorithm: string): string {
  const name = HASHES[algorithm];
  if (!name) throw new Error(`'${algorithm}' is none of ${Object.keys(HASHES).join(', ')}`);
  return createHash(name).update(text).digest('hex');
}

const formatTime = jsonata('$fromMillis(ms, picture, timezone)');

/** `$millis` and `$now` in emulated time; within one evaluation they always answer the same. */
export function timeFunctions(nowMs: number) {
  return {
    millis: () => nowMs,
    now: (picture?: string, timezone?: string) => formatTime.evaluate({ ms: nowMs, picture, timezone }),
  };
}
