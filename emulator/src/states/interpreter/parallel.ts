import type { ParallelState } from '../definition/asl.ts';
import type { Json } from '../json.ts';
import { runChildren, runStatesOf } from './children.ts';
import { conclude, nextOf } from './conclude.ts';
import { withErrorHandling } from './error-handling.ts';
import { type Conclusion, type RunScope, startFrame } from './scope.ts';
import type { Visit } from './visit.ts';

export function performParallel(visit: Visit<ParallelState>, runScope: RunScope): Promise<Conclusion> {
  return withErrorHandling(visit, {
    perform: async () => {
      const result = await runBranches(visit, runScope);
      return conclude(visit, { effects: visit.state, next: nextOf(visit.state), data: { result }, otherwise: result });
    },
    onGivingUp: () => void visit.record('ParallelStateFailed'),
  });
}

async function runBranches(visit: Visit<ParallelState>, runScope: RunScope): Promise<Json> {
  const { Arguments: template, Branches: branches } = visit.state;
  const input = template === undefined ? visit.input : await visit.evaluate(template, 'Arguments');
  const frames = visit.scope.frame.children ?? branches.map(({ StartAt }) => startFrame(StartAt, input));
  visit.scope.frame.children = frames;
  visit.record('ParallelStateStarted');
  const { mapItem } = visit.scope;
  const children = branches.flatMap((group, index) => {
    const frame = frames[index];
    return frame ? [{ group, frame, mapItem }] : [];
  });
  const result = await runChildren(visit, children, children.length, runStatesOf(runScope));
  visit.record('ParallelStateSucceeded');
  return result;
}
