import { setMaxListeners } from 'node:events';

/** An AbortController on whose signal any number of branches may wait. */
export function cancellation(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** A signal that aborts with the first of the two. */
export function eitherSignal(first: AbortSignal, second: AbortSignal): AbortSignal {
  const signal = AbortSignal.any([first, second]);
  setMaxListeners(0, signal);
  return signal;
}

/** The promise's outcome, or the signal's reason if that comes first; what the promise does afterwards is of no interest. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stopWaiting = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    stopWaiting = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    stopWaiting();
  }
}
