/** What gates owe the rest of a policy, and their parts each other. */

import { type Breach, breach } from './breach.ts';
import type { Gates } from './gates.ts';
import type { Traffic } from './traffic.ts';

interface Parts {
  readonly traffic: Traffic;
  readonly health: { readonly alarms: readonly string[] };
  readonly gates?: Gates | undefined;
}
type Law = (gates: Gates, policy: Parts) => readonly Breach[];

const approvalsAtSteps: Law = ({ approvals }, { traffic }) => {
  const weights = [0, ...traffic.steps.map((step) => step.weight)];
  return approvals.flatMap(({ before }, i) =>
    weights.includes(before)
      ? []
      : breach(
          ['gates', 'approvals', i, 'before'],
          `ask before one of the weights of traffic.steps, or 0 for before anything: ${weights.join(', ')}`,
        ),
  );
};

const windowsLast: Law = ({ windows }) =>
  windows.flatMap(({ from, to }, i) =>
    from === to
      ? breach(
          ['gates', 'windows', i, 'to'],
          'end it at another time than it begins; a whole day is from "00:00" to "24:00"',
        )
      : [],
  );

/** Dates and times compare as text once both are written alike. */
const comparable = (text: string, midnight: string): string =>
  text.length === 10 ? `${text}T${midnight}` : text.replace(' ', 'T');

const freezesLast: Law = ({ freezes }) =>
  freezes.flatMap(({ from, to }, i) =>
    comparable(from, '00:00') < comparable(to, '24:00')
      ? []
      : breach(['gates', 'freezes', i, 'to'], 'end the freeze after it begins'),
  );

/** Indexes of the items that were there before. */
const repeated = (items: readonly unknown[]): readonly number[] => {
  const texts = items.map((item) => JSON.stringify(item));
  return texts.flatMap((text, i) => (texts.indexOf(text) < i ? [i] : []));
};

const approvalsOnce: Law = ({ approvals }) =>
  repeated(approvals.map(({ before }) => before)).flatMap((i) =>
    breach(['gates', 'approvals', i, 'before'], 'ask once before each weight: remove one of the two'),
  );

const windowsOnce: Law = ({ windows }) =>
  repeated(windows).flatMap((i) => breach(['gates', 'windows', i], 'this window is there already: remove one'));

const freezesOnce: Law = ({ freezes }) =>
  repeated(freezes).flatMap((i) => breach(['gates', 'freezes', i], 'this freeze is there already: remove one'));

const incidentsOnce: Law = ({ incidents }) =>
  repeated(incidents).flatMap((i) => breach(['gates', 'incidents', i], 'this alarm is there already: remove one'));

const waitOrRollBack: Law = ({ incidents }, { health }) =>
  incidents.flatMap((alarm, i) =>
    health.alarms.includes(alarm)
      ? breach(['gates', 'incidents', i], 'this alarm of health.alarms rolls back: leave it out of one of the two')
      : [],
  );

const laws: readonly Law[] = [
  approvalsAtSteps,
  approvalsOnce,
  windowsLast,
  windowsOnce,
  freezesLast,
  freezesOnce,
  incidentsOnce,
  waitOrRollBack,
];

/** Every breach of a policy's gates; none without gates. */
export const gateLaws = (policy: Parts): readonly Breach[] => {
  const { gates } = policy;
  return gates === undefined ? [] : laws.flatMap((law) => law(gates, policy));
};
