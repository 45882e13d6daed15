import { type Members, withReplaced } from './stand-in.ts';

type Compute = (...input: readonly unknown[]) => unknown;
type Callback = (error: unknown, result?: unknown) => void;

/**
 * Node's zlib, whose one-shot functions (gzip, inflate, …) need no thread: a virtual clock does not see the pool at work, and time
 * would pass meanwhile.
 */
export function compressionInProcess(original: object): Members {
  const functions = Object.entries(original).flatMap(([name, compute]): [string, unknown][] =>
    name.endsWith('Sync') ? [[name.replace(/Sync$/, ''), withCallback(compute as Compute)]] : [],
  );
  return withReplaced(original, Object.fromEntries(functions));
}

function withCallback(compute: Compute) {
  return (...input: readonly unknown[]): void => {
    const callback = input.at(-1) as Callback;
    const answer = answerOf(() => compute(...input.slice(0, -1)));
    queueMicrotask(() => callback(...answer));
  };
}

function answerOf(compute: () => unknown): Parameters<Callback> {
  try {
    return [null, compute()];
  } catch (error) {
    return [error];
  }
}
