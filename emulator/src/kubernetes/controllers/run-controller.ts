import type { Api, Ref } from '../api/api.ts';
import type { StoreEvent } from '../api/history.ts';
import type { ControllerOptions, Running } from './controller.ts';
import { createReconciler } from './reconciler.ts';

/** A controller: which objects a change concerns, and what to do about each. */
export interface ControllerSpec {
  readonly keysOf: (event: StoreEvent, api: Api) => readonly Ref[];
  /** Answers after how many milliseconds it wants another look. */
  readonly reconcile: (options: ControllerOptions, ref: Ref) => number | undefined;
  /** The first delay after a failure, and the longest. */
  readonly retryMs?: number;
  readonly maxRetryMs?: number;
}

/** Runs a controller on every change from now on. */
export function runController(options: ControllerOptions, spec: ControllerSpec): Running {
  const { api, clock, onDefect } = options;
  const { keysOf, reconcile, retryMs, maxRetryMs } = spec;
  const reconciler = createReconciler({
    clock,
    onDefect,
    reconcile: (ref) => reconcile(options, ref),
    ...(retryMs === undefined ? {} : { retryMs }),
    ...(maxRetryMs === undefined ? {} : { maxRetryMs }),
  });
  const unsubscribe = api.subscribe((event) => {
    for (const ref of keysOf(event, api)) reconciler.enqueue(ref);
  });
  return {
    close() {
      unsubscribe();
      reconciler.close();
    },
  };
}
