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
  places.flatMap((place) => faultKinds.map((kind) => ({ place, kind })));

/** Each call by name once, the ways taken in turn, so that neighbours are broken differently. */
export const sampleOfCells = (places: readonly Place[]): readonly Cell[] => {
  const distinct = [...new Map(places.map((place) => [keyOf(place), place])).values()];
  return distinct.map((place, i) => ({ place, kind: faultKinds[i % faultKinds.length] ?? 'crash' }));
};

/** In words, for tables. */
export const cellName = ({ place, kind }: Cell): string =>
  `${kind} of ${keyOf(place)} (${place.story}, ${place.when}, call ${place.nth})`;

/** Tells the story with that one call broken. */
export async function runCell({ place, kind }: Cell, wantsStory = false): Promise<SeedResult> {
  const story = baseStories.find(({ name }) => name === place.story);
  if (!story) throw new Error(`no base story is named ${place.story}`);
  const breaking = {
    atSeconds: 0,
    deed: { kind: 'break', target: targetOf(place, kind), fault: faults[kind] } as const,
  };
  return runScenario({ ...story, name: cellName({ place, kind }), deeds: [breaking, ...story.deeds] }, wantsStory);
}

function targetOf(place: Place, kind: FaultKind): FaultTarget {
  const { caller, service, operation, invoked } = place;
  let calls = 0;
  const matching = (call: Call) => nameOf(call).invoked === invoked && ++calls >= place.nth;
  return { caller, service, operation, matching, times: service === 'lambda' ? 1 : timesOf[kind] };
}
