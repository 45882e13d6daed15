import type { ReleaseRecord } from '../../../src/contracts/release.ts';
import { flagsIn } from '../../../src/domain/flags.ts';
import type { EnvironmentState } from '../aftermath.ts';
import type { Played } from '../play.ts';
import { flagKey } from '../world/policy.ts';
import { firstVersion } from '../world/world.ts';
import type { Rule } from './rule.ts';

/** Where users must be by the ledger's history: which version, with the flag on or off. */
interface Due {
  readonly version: string;
  readonly flagEnabled: boolean;
}

const flagAfter = ({ release }: ReleaseRecord, before: boolean): boolean => {
  const change = flagsIn(release.undo)
    .flatMap(({ changes }) => changes)
    .find(({ key }) => key === flagKey);
  return change === undefined ? before : change.after['enabled'] === true;
};

const dueAfter = (history: readonly ReleaseRecord[]): Due =>
  history.reduce<Due>(
    (due, record) =>
      record.conclusion?.outcome === 'released'
        ? { version: record.release.to.version, flagEnabled: flagAfter(record, due.flagEnabled) }
        : due,
    { version: firstVersion, flagEnabled: false },
  );

/** Nothing runs for ever. */
export const comesToRest: Rule = ({ cameToRest, emulatedHours }) =>
  cameToRest ? [] : [`something still moves after ${emulatedHours.toFixed(1)} hours`];

/** The lock is free, or quarantined with a reason that a person understands. */
export const lockIsFree: Rule = ({ aftermath: { record } }) => {
  if (record === undefined || record.status === 'free') return [];
  if (record.status !== 'quarantined') return [`release ${record.epoch} still has the lock: it is ${record.status}`];
  const because = record.conclusion?.because ?? '';
  return /\w+ \w+ \w+/.test(because) ? [] : [`release ${record.epoch} is quarantined without a reason: "${because}"`];
};

/** Every release is in the history once, with its end; the last one ended as its lock says. */
export const historyIsWhole: Rule = ({ aftermath: { record, history } }) => {
  const epochs = history.map(({ epoch }) => epoch);
  const wanted = Array.from({ length: record?.epoch ?? 0 }, (_, i) => i + 1);
  const unsaid = history.filter(({ conclusion }) => conclusion === undefined).map(({ epoch }) => epoch);
  const last = history.at(-1);
  return [
    ...(epochs.join() === wanted.join() ? [] : [`history has releases ${epochs.join()} of ${wanted.join()}`]),
    ...unsaid.map((epoch) => `history does not say how release ${epoch} ended`),
    ...(record?.conclusion?.outcome === last?.conclusion?.outcome
      ? []
      : [`the lock says ${record?.conclusion?.outcome}, history ${last?.conclusion?.outcome}`]),
  ];
};

/** Pods run an image by its tag, as the first deployment does, or by its digest, as Tidegate deploys it. */
const runs = ({ stage }: Played, { images }: EnvironmentState, version: string): boolean => {
  const first = { tag: firstVersion, digest: stage.world.firstDigest };
  const known = [first, ...stage.pushes].filter(({ tag }) => tag === version);
  const ends = known.flatMap(({ tag, digest }) => [`:${tag}`, `@${digest}`]);
  return images.every((image) => ends.some((end) => image.endsWith(end)));
};

/** All users are on the version that the history says, on pods that are ready; flags go with it; nothing else is left. */
export const usersAreWhereDue: Rule = (played) => {
  const { record, history, flagEnabled, environments } = played.aftermath;
  if (record?.status === 'quarantined') return [];
  const due = dueAfter(history);
  const sides = Object.entries(environments);
  const [serving, ...others] = sides.filter(([, { weight }]) => weight > 0);
  if (serving === undefined || others.length > 0 || serving[1].weight !== 100)
    return [`the weights are ${sides.map(([color, { weight }]) => `${color} ${weight}`).join(', ')}`];
  const [color, live] = serving;
  const [idleColor, idle] = sides.find(([other]) => other !== color) ?? ['nothing', undefined];
  const { cohortOnBlue, ingressOnBlue } = played.aftermath;
  const onBlue = color === 'blue' ? 100 : 0;
  const leftovers = (idle?.pods ?? 0) + (idle?.wantedPods ?? 0) > 0;
  return [
    ...(live.readyPods > 0 ? [] : [`${color} has all users and ${live.readyPods} ready pods`]),
    ...(runs(played, live, due.version) ? [] : [`${color} runs ${live.images.join()} in place of ${due.version}`]),
    ...(flagEnabled === due.flagEnabled ? [] : [`the flag is ${flagEnabled} and ought to be ${due.flagEnabled}`]),
    ...((cohortOnBlue ?? onBlue) === onBlue ? [] : [`the A/B rule gives blue ${cohortOnBlue}`]),
    ...((ingressOnBlue ?? onBlue) === onBlue ? [] : [`the Ingress gives blue ${ingressOnBlue}`]),
    ...(leftovers ? [`${idleColor} still has ${idle?.pods} pods of ${idle?.wantedPods} wanted`] : []),
  ];
};

/** Whatever the ledger says, no user is sent where nobody can answer. */
export const weightHasPods: Rule = ({ aftermath: { environments } }) =>
  Object.entries(environments).flatMap(([color, { weight, readyPods }]) =>
    weight > 0 && readyPods === 0 ? [`${color} has weight ${weight} and no ready pod`] : [],
  );

/** The emulator itself did not fail. */
export const emulatorIsSound: Rule = ({ stage }) =>
  stage.world.defects.map((defect) => `the emulator failed: ${defect}`);
