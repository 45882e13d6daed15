import { type Played, play } from './play.ts';
import { randomScenario } from './random-scenario.ts';
import type { Violation } from './rules/rule.ts';
import { violationsOf } from './rules/rules.ts';
import type { Scenario } from './scenario.ts';
import { tellStory } from './tell-story.ts';

/** What is counted of a story. */
export interface Tally {
  readonly seeds: number;
  readonly emulatedHours: number;
  readonly requests: number;
  readonly calls: number;
  /** Faults that hit a call or an invocation, and other troubles that the world did not refuse, by kind. */
  readonly troubles: Readonly<Record<string, number>>;
  /** Releases by how they ended. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** One story, judged. */
export interface SeedResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Why a service was quarantined, if one was. */
  readonly quarantines: readonly string[];
  readonly tally: Tally;
  readonly story: readonly string[];
}

/** Tells the storm of a seed; the story is only written down when it is asked for. */
export async function runSeed(seed: number, wantsStory = false): Promise<SeedResult> {
  return runScenario(randomScenario(seed), wantsStory);
}

/** Tells any story and judges it. */
export async function runScenario(scenario: Scenario, wantsStory = false): Promise<SeedResult> {
  return play(scenario, (played) => ({
    seed: scenario.seed,
    violations: violationsOf(played),
    quarantines: played.aftermath.history.flatMap(({ conclusion }) =>
      conclusion?.outcome === 'quarantined' ? [conclusion.because] : [],
    ),
    tally: tallyOf(played),
    story: wantsStory ? tellStory(played) : [],
  }));
}

function tallyOf({ scenario, stage, aftermath, emulatedHours }: Played): Tally {
  return {
    seeds: 1,
    emulatedHours,
    requests: stage.users.seen.length,
    calls: stage.world.cloud.recorder.calls().length,
    troubles: countBy(scenario.deeds.map(({ deed }) => (deed.kind === 'break' ? deed.fault.kind : deed.kind))),
    outcomes: countBy(aftermath.history.map(({ conclusion }) => conclusion?.outcome ?? 'unknown')),
  };
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Of no story. */
export const emptyTally: Tally = { seeds: 0, emulatedHours: 0, requests: 0, calls: 0, troubles: {}, outcomes: {} };

/** Both together. */
export function addTallies(one: Tally, other: Tally): Tally {
  const added = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) => {
    const sums = { ...a };
    for (const [name, count] of Object.entries(b)) sums[name] = (sums[name] ?? 0) + count;
    return sums;
  };
  return {
    seeds: one.seeds + other.seeds,
    emulatedHours: one.emulatedHours + other.emulatedHours,
    requests: one.requests + other.requests,
    calls: one.calls + other.calls,
    troubles: added(one.troubles, other.troubles),
    outcomes: added(one.outcomes, other.outcomes),
  };
}
