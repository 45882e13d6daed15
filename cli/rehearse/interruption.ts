/** Thrown where work is given up because somebody asked the command to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Aborts when the process is asked to end, by a signal or because the launcher that started it died. Asking again changes nothing. */
export function watchForInterruption(host: NodeJS.Process): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new Interrupted('the command was asked to end'));
  for (const name of signals) host.on(name, abort);
  host.on('disconnect', abort);
  return {
    signal: controller.signal,
    stop() {
      for (const name of signals) host.off(name, abort);
      host.off('disconnect', abort);
    },
  };
}

/** The work's result, or Interrupted as soon as the signal aborts, whatever the work does then. */
export function orInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
