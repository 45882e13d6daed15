import type { ChoiceState, FailState, PassState, SucceedState, WaitState } from '../definition/asl.ts';
import { StateFailure } from '../failure.ts';
import { instant, textOf, truth, wholeNumber } from '../jsonata/results.ts';
import { conclude, nextOf } from './conclude.ts';
import type { Conclusion } from './scope.ts';
import type { Visit } from './visit.ts';

const MAX_SECONDS = 99_999_999;

export function performPass(visit: Visit<PassState | SucceedState>): Promise<Conclusion> {
  return conclude(visit, { effects: visit.state, next: nextOf(visit.state), otherwise: visit.input });
}

export async function performFail(visit: Visit<FailState>): Promise<Conclusion> {
  const { Error: error, Cause: cause } = visit.state;
  throw new StateFailure(
    error === undefined ? undefined : await visit.evaluateAs(error, 'Error', textOf),
    cause === undefined ? undefined : await visit.evaluateAs(cause, 'Cause', textOf),
  );
}

/** The first rule that holds decides; the state's own effects belong to the default. */
export async function performChoice(visit: Visit<ChoiceState>): Promise<Conclusion> {
  const { Choices: rules, Default: fallback } = visit.state;
  for (const [index, rule] of rules.entries()) {
    const prefix = `Choices[${index}]/`;
    if (await visit.evaluateAs(rule.Condition, `${prefix}Condition`, truth)) {
      return conclude(visit, { effects: rule, next: rule.Next, prefix, otherwise: visit.input });
    }
  }
  if (fallback === undefined) {
    const cause = `No rule of the Choice state '${visit.name}' holds and it has no Default.`;
    throw new StateFailure('States.NoChoiceMatched', cause);
  }
  return conclude(visit, { effects: visit.state, next: fallback, otherwise: visit.input });
}

export async function performWait(visit: Visit<WaitState>): Promise<Conclusion> {
  const { activity, signal } = visit.scope;
  await activity.sleep(await waitMs(visit), signal);
  return conclude(visit, { effects: visit.state, next: nextOf(visit.state), otherwise: visit.input });
}

async function waitMs(visit: Visit<WaitState>): Promise<number> {
  const { Seconds: seconds, Timestamp: timestamp } = visit.state;
  if (timestamp === undefined) {
    return 1000 * (await visit.evaluateAs(seconds ?? 0, 'Seconds', wholeNumber(0, MAX_SECONDS)));
  }
  const until = await visit.evaluateAs(timestamp, 'Timestamp', instant);
  return Math.max(0, until - visit.scope.run.place.clock.now());
}
