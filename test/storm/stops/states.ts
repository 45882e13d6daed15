import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { baseStories } from '../base-stories.ts';
import { oddStories } from '../odd-stories.ts';
import { play } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import type { Stop } from './run-stop.ts';

const template = fileURLToPath(
  new URL('../../../.serverless/cloudformation-template-update-stack.json', import.meta.url),
);

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly Definition?: { readonly States: Readonly<Record<string, StateType>> } };
}
interface StateType {
  readonly Type: string;
}

/** The states of the packaged machine by name, with their types. */
export function packagedStates(): ReadonlyMap<string, string> {
  const { Resources } = JSON.parse(readFileSync(template, 'utf8')) as { Resources: Record<string, Resource> };
  const machine = Resources['ReleaseMachine'];
  return new Map(Object.entries(machine?.Properties.Definition?.States ?? {}).map(([name, { Type }]) => [name, Type]));
}

/** Which story enters which states, found by telling them all: the first story that enters a state is the one to stop in. */
export async function storiesByState(
  stories: readonly Scenario[] = [...baseStories, ...oddStories],
): Promise<ReadonlyMap<string, Scenario>> {
  const found = new Map<string, Scenario>();
  for (const [day, scenario] of stories.entries()) {
    const entered = await statesIn({ ...scenario, day });
    for (const state of entered) if (!found.has(state)) found.set(state, scenario);
  }
  return found;
}

async function statesIn(scenario: Scenario): Promise<ReadonlySet<string>> {
  const entered = new Set<string>();
  return play(scenario, () => entered, {
    prepare: ({ world }) =>
      world.cloud.services.states.onStateEntered((_arn, state) => {
        entered.add(state);
      }),
  });
}

/** Long enough for a function to have begun its work, and short enough for it not to be done. */
const midwayMs = 25;

/** A stop at every state that some story enters, and one in the middle of each function's work; and the states that none enters. */
export async function allStops(): Promise<{ readonly stops: readonly Stop[]; readonly unreached: readonly string[] }> {
  const states = packagedStates();
  const stories = await storiesByState();
  const stops = [...states].flatMap(([state, type]) => {
    const story = stories.get(state);
    if (!story) return [];
    return (type === 'Task' ? [0, midwayMs] : [0]).map((afterMs) => ({ state, story, afterMs }));
  });
  const onDaysOfTheirOwn = stops.map((stop, day) => ({ ...stop, story: { ...stop.story, day } }));
  return { stops: onDaysOfTheirOwn, unreached: [...states.keys()].filter((state) => !stories.has(state)) };
}
