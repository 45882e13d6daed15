import type { Fault, FaultTarget } from '../../../emulator/src/faults.ts';
import type { Call } from '../../../emulator/src/service.ts';
import { baseStories } from '../base-stories.ts';
import { runScenario, type SeedResult } from '../run-seed.ts';
import { keyOf, nameOf, type Place } from './call-book.ts';

/** The ways in which each call is broken. */
export const faultKinds = ['throttle', 'error', 'latency', 'crash', 'lostAnswer', 'kill'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One call of one story, broken in one way. */
export interface Cell {
  readonly place: Place;
  readonly kind: FaultKind;
  /** Of the story; no two cells have the same. */
  readonly day: number;
}

/** Beyond the request timeout of the functions' clients, so that the effect comes after they have given up. */
const latencyMs = 8_000;
/** An SDK client tries three times: only a third failure reaches its function. */
const clientAttempts = 3;

const faults: Readonly<Record<FaultKind, Fault>> = {
  throttle: { kind: 'throttle' },
  error: { kind: 'error', name: 'AccessDeniedException', message: 'broken by the matrix', statusCode: 403 },
  latency: { kind: 'latency', ms: latencyMs },
  crash: { kind: 'crash' },
  lostAnswer: { kind: 'lostAnswer' },
  kill: { kind: 'kill' },
};

const timesOf: Readonly<Record<FaultKind, number>> = {
  ...{ throttle: clientAttempts, crash: clientAttempts, lostAnswer: clientAttempts },
  ...{ error: 1, latency: 1, kill: 1 },
};

/** Every place in every way. */
export const allCells = (places: readonly Place[]): readonly Cell[] =>
  places.flatMap((place) => faultKinds.map((kind) => ({ place, kind }))).map((cell, day) => ({ ...cell, day }));

/** Each call by name once, the ways taken in turn, so that neighbours are broken differently. */
export const sampleOfCells = (places: readonly Place[]): readonly Cell[] => {
  const distinct = [...new Map(places.map((place) => [keyOf(place), place])).values()];
  return distinct.map((place, day) => ({ place, kind: faultKinds[day % faultKinds.length] ?? 'crash', day }));
};

/** In words, for tables. */
export const cellName = ({ place, kind }: Pick<Cell, 'place' | 'kind'>): string =>
  `${kind} of ${keyOf(place)} (${place.story}, ${place.when}, call ${place.nth})`;

/** Tells the story with that one call broken; a call that never came is a violation too, for nothing was tried. */
export async function runCell({ place, kind, day }: Cell, wantsStory = false): Promise<SeedResult> {
  const story = baseStories.find(({ name }) => name === place.story);
  if (!story) throw new Error(`no base story is named ${place.story}`);
  const aim = aimAt(place);
  const { caller, service, operation } = place;
  const times = service === 'lambda' ? 1 : timesOf[kind];
  const target: FaultTarget = { caller, service, operation, times, matching: aim.matching };
  const breaking = { atSeconds: 0, deed: { kind: 'break', target, fault: faults[kind] } as const };
  const name = cellName({ place, kind });
  const result = await runScenario({ ...story, name, day, deeds: [breaking, ...story.deeds] }, wantsStory);
  return aim.wasHit() ? result : { ...result, violations: [...result.violations, missed] };
}

const missed = { rule: 'matrix', what: 'the call to be broken never came' };

/** Lets calls of that name pass until the one that is meant. */
function aimAt({ nth, invoked }: Place) {
  let calls = 0;
  return {
    matching: (call: Call) => nameOf(call).invoked === invoked && ++calls >= nth,
    wasHit: () => calls >= nth,
  };
}
