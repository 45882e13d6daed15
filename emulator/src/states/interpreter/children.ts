import type { StateGroup } from '../definition/asl.ts';
import type { Json, JsonObject } from '../json.ts';
import { Activity } from './activity.ts';
import { cancellation, eitherSignal } from './cancellation.ts';
import type { Frame, RunScope, Scope } from './scope.ts';
import type { Visit } from './visit.ts';

/** One branch or iteration to run. */
export interface Child {
  readonly group: StateGroup;
  readonly frame: Frame;
  readonly mapItem: JsonObject | undefined;
}

/** Runs one child in a scope of its own; `scope` is ready and its trail starts where the parent is. */
export type RunChild = (child: Child, index: number, scope: Scope) => Promise<Json>;

/**
 * Runs the children, at most `concurrency` at a time, and answers their outputs in order. The first failure ends the others
 * and is thrown when they have ended. Children that a former attempt of a redriven execution finished are not run again.
 */
export async function runChildren(
  visit: Visit,
  children: readonly Child[],
  concurrency: number,
  runChild: RunChild,
): Promise<readonly Json[]> {
  const group = cancellation();
  const signal = eitherSignal(visit.scope.signal, group.signal);
  const open = children.entries();
  const outputs: Json[] = [];
  const worker = async () => {
    for (const [index, child] of open) {
      if (signal.aborted) return;
      outputs[index] = child.frame.output
        ? child.frame.output.value
        : await inOwnScope(visit, child, index, signal, runChild);
    }
  };
  const guarded = () => worker().catch((error: unknown) => group.abort(error));
  const workers = Array.from({ length: Math.min(concurrency, children.length) }, guarded);
  await visit.scope.activity.whileIdle(() => Promise.all(workers));
  visit.scope.signal.throwIfAborted();
  group.signal.throwIfAborted();
  visit.scope.trail.lastEventId = visit.scope.run.history.events.length;
  return outputs;
}

async function inOwnScope(
  visit: Visit,
  child: Child,
  index: number,
  signal: AbortSignal,
  runChild: RunChild,
): Promise<Json> {
  const activity = new Activity(visit.scope.run.place.clock);
  try {
    return await runChild(child, index, {
      run: visit.scope.run,
      states: child.group.States,
      frame: child.frame,
      trail: { lastEventId: visit.scope.trail.lastEventId },
      activity,
      signal,
      outer: visit.variables,
      mapItem: child.mapItem,
    });
  } finally {
    activity.end();
  }
}

/** The usual child: its states, one after the other. */
export function runStatesOf(runScope: RunScope): RunChild {
  return (_child, _index, scope) => runScope(scope);
}
