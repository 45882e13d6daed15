import type { MapState } from '../definition/asl.ts';
import { StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { arrayOf, wholeNumber } from '../jsonata/results.ts';
import { type Child, type RunChild, runChildren } from './children.ts';
import { conclude, nextOf } from './conclude.ts';
import { withErrorHandling } from './error-handling.ts';
import { type Conclusion, type RunScope, startFrame } from './scope.ts';
import type { Visit } from './visit.ts';

/** Iterations of an inline Map that run at once, whatever MaxConcurrency says (Step Functions: about 40). */
const INLINE_CONCURRENCY = 40;

export function performMap(visit: Visit<MapState>, runScope: RunScope): Promise<Conclusion> {
  return withErrorHandling(visit, {
    perform: async () => {
      const result = await runIterations(visit, runScope);
      return conclude(visit, { effects: visit.state, next: nextOf(visit.state), data: { result }, otherwise: result });
    },
    onGivingUp: () => void visit.record('MapStateFailed'),
  });
}

async function runIterations(visit: Visit<MapState>, runScope: RunScope): Promise<Json> {
  const { Items = null, MaxConcurrency = 0, ItemProcessor } = visit.state;
  const limit = await visit.evaluateAs(MaxConcurrency, 'MaxConcurrency', wholeNumber(0, Number.MAX_SAFE_INTEGER));
  const items = await visit.evaluateAs(Items ?? '{% $states.input %}', 'Items', arrayOf);
  const frames = visit.scope.frame.children ?? items.map((item) => startFrame(ItemProcessor.StartAt, item));
  visit.scope.frame.children = frames;
  visit.record('MapStateStarted', { mapStateStartedEventDetails: { length: items.length } });
  const children = frames.map((frame, index): Child => {
    return { group: ItemProcessor, frame, mapItem: { Index: index, Value: items[index] ?? null } };
  });
  const concurrency = Math.min(limit === 0 ? INLINE_CONCURRENCY : limit, INLINE_CONCURRENCY);
  const result = await runChildren(visit, children, concurrency, iteration(visit, runScope));
  visit.record('MapStateSucceeded');
  return result;
}

function iteration(visit: Visit<MapState>, runScope: RunScope): RunChild {
  return async (child, index, scope) => {
    const details = { name: visit.name, index };
    const { history } = scope.run;
    history.append(scope.trail, 'MapIterationStarted', { mapIterationStartedEventDetails: details });
    try {
      if (!child.frame.entered) child.frame.input = await selectItem(visit, child);
      const output = await runScope(scope);
      history.append(scope.trail, 'MapIterationSucceeded', { mapIterationSucceededEventDetails: details });
      return output;
    } catch (error) {
      if (error instanceof StateFailure && !scope.signal.aborted) {
        history.append(scope.trail, 'MapIterationFailed', { mapIterationFailedEventDetails: details });
      }
      throw error;
    }
  };
}

async function selectItem(visit: Visit<MapState>, { frame, mapItem }: Child): Promise<Json> {
  const { ItemSelector: template } = visit.state;
  return template === undefined ? frame.input : visit.evaluate(template, 'ItemSelector', {}, mapItem);
}
