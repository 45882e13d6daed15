import type { RecordedCall } from '../../../emulator/src/recorder.ts';
import { baseStories } from '../base-stories.ts';
import { play } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

/** Who calls what; `invoked` is the function that an invocation is of. */
export interface CallName {
  readonly caller: string;
  readonly service: string;
  readonly operation: string;
  readonly invoked: string;
}

/** One place in a story at which a call can be broken: the `nth` (from 1) call of that name. */
export interface Place extends CallName {
  readonly story: string;
  readonly nth: number;
  /** In which state the machine was and, on the way forward, how many steps of the plan were done. */
  readonly when: string;
}

/** Everything that the emulator recorded of the base stories. */
export interface CallBook {
  /** Each call of each function, machine and rule once for each stage of a plan at which it is made. */
  readonly places: readonly Place[];
  /** Each recorded call by name, as `keyOf` writes it. */
  readonly recorded: readonly string[];
  /** Names of all that called, as recorded. */
  readonly callers: ReadonlySet<string>;
}

/** They set the stage, and are no part of the play. */
const outsiders: ReadonlySet<string> = new Set(['operator', 'cloudformation', 'story']);

/** A recorded call's name. */
export const nameOf = ({ caller, service, operation, input }: Omit<RecordedCall, 'durationMs'>): CallName => ({
  ...{ caller, service, operation },
  invoked: service === 'lambda' ? String((input as { FunctionName?: string } | null)?.FunctionName ?? '') : '',
});

/** A name as one line of text: the same call by the same caller is the same text. */
export const keyOf = ({ caller, service, operation, invoked }: CallName): string =>
  [caller, service, operation, invoked.split(':').at(-1)].join(' ').trim();

/** Tells the base stories undisturbed and reads the record. */
export async function readCallBook(stories: readonly Scenario[] = baseStories): Promise<CallBook> {
  const places = new Map<string, Place>();
  const recorded = new Set<string>();
  const callers = new Set<string>();
  for (const [day, scenario] of stories.entries()) {
    for (const place of await placesIn({ ...scenario, day })) {
      callers.add(place.caller);
      recorded.add(keyOf(place));
      const key = `${keyOf(place)} ${place.when}`;
      if (!places.has(key)) places.set(key, place);
    }
  }
  return { places: [...places.values()], recorded: [...recorded], callers };
}

interface Progress {
  readonly at: number;
  readonly when: string;
}

async function placesIn(scenario: Scenario): Promise<readonly Place[]> {
  const progress: Progress[] = [];
  let beganAt = 0;
  const prepare = (stage: Stage) => {
    beganAt = stage.world.cloud.clock.now();
    watchProgress(stage, progress);
  };
  const read = (calls: readonly RecordedCall[]) =>
    placed(
      scenario.name,
      calls.filter(({ at }) => at >= beganAt),
      progress,
    );
  return play(scenario, ({ stage }) => read(stage.world.cloud.recorder.calls()), { prepare });
}

function watchProgress({ world }: Stage, progress: Progress[]): void {
  const steps = new Map<string, number>();
  world.cloud.services.states.onStateEntered((arn, state) => {
    if (state === 'StepDone') steps.set(arn, (steps.get(arn) ?? 0) + 1);
    if (state === 'RollBack') steps.delete(arn);
    const done = steps.get(arn);
    progress.push({ at: world.cloud.clock.now(), when: done === undefined ? state : `step ${done} ${state}` });
  });
}

function placed(story: string, calls: readonly RecordedCall[], progress: readonly Progress[]): readonly Place[] {
  const counts = new Map<string, number>();
  return calls
    .filter(({ caller }) => !outsiders.has(caller))
    .toSorted((a, b) => a.at - b.at)
    .map((call) => {
      const name = nameOf(call);
      const nth = (counts.get(keyOf(name)) ?? 0) + 1;
      counts.set(keyOf(name), nth);
      return { ...name, story, nth, when: progress.findLast(({ at }) => at <= call.at)?.when ?? '' };
    });
}
