import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { State } from '../definition/asl.ts';
import type { Json } from '../json.ts';
import { performMap } from './map.ts';
import { performParallel } from './parallel.ts';
import { type Conclusion, type Entry, type Scope, startFrame } from './scope.ts';
import { performChoice, performFail, performPass, performWait } from './simple-states.ts';
import { performTask } from './task.ts';
import { Visit } from './visit.ts';

/**
 * Runs the states of a scope until one ends it and answers its output. A frame that a former run left inside a state goes on
 * with that state, with the input and the variables it had.
 */
export async function runScope(scope: Scope): Promise<Json> {
  for (;;) {
    const state = scope.states[scope.frame.stateName];
    if (!state) throw new Error(`no state '${scope.frame.stateName}'`);
    const visit = new Visit(scope, state, scope.frame.entered ?? enter(scope, state));
    const conclusion = await perform(visit);
    leave(visit, conclusion);
    if (conclusion.next === undefined) {
      scope.frame.output = { value: conclusion.output };
      return conclusion.output;
    }
    const variables = { ...scope.frame.variables, ...conclusion.assigned };
    Object.assign(scope.frame, startFrame(conclusion.next, conclusion.output), { variables });
  }
}

function perform(visit: Visit): Promise<Conclusion> {
  const { state } = visit;
  switch (state.Type) {
    case 'Pass':
    case 'Succeed':
      return performPass(visit as Visit<typeof state>);
    case 'Fail':
      return performFail(visit as Visit<typeof state>);
    case 'Choice':
      return performChoice(visit as Visit<typeof state>);
    case 'Wait':
      return performWait(visit as Visit<typeof state>);
    case 'Task':
      return performTask(visit as Visit<typeof state>);
    case 'Parallel':
      return performParallel(visit as Visit<typeof state>, runScope);
    case 'Map':
      return performMap(visit as Visit<typeof state>, runScope);
  }
}

function enter(scope: Scope, state: State): Entry {
  const { frame, run, trail, signal } = scope;
  signal.throwIfAborted();
  const input = JSON.stringify(frame.input);
  const eventId = run.history.append(trail, `${state.Type}StateEntered` as HistoryEventType, {
    stateEnteredEventDetails: { name: frame.stateName, input, inputDetails: { truncated: false } },
  });
  frame.entered = { eventId, time: new Date(run.place.clock.now()).toISOString() };
  run.onEntered?.(frame.stateName);
  return frame.entered;
}

function leave(visit: Visit, { output, assigned }: Conclusion): void {
  const texts = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)] as const);
  visit.record(`${visit.state.Type}StateExited` as HistoryEventType, {
    stateExitedEventDetails: {
      name: visit.name,
      output: JSON.stringify(output),
      outputDetails: { truncated: false },
      ...(texts.length === 0
        ? {}
        : { assignedVariables: Object.fromEntries(texts), assignedVariablesDetails: { truncated: false } }),
    },
  });
}
