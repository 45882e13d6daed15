import { colorOf, versions } from './facts.ts';
import type { Call } from './process-states.ts';
import type { World } from './world.ts';

/** The function, and for which release it works. */
export const who = ({ program, epoch }: Call): string => (epoch === null ? program : `${program} of release ${epoch}`);

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  const { weights, from, to, epoch, namespace } = value as Record<string, unknown>;
  if (weights !== undefined)
    return Object.entries(weights as object)
      .map(([group, weight]) => `${group.includes('blue') ? 'blue' : 'green'} ${weight}`)
      .join(', ');
  if (Array.isArray(from)) return `${from.join('|')} -> ${to}`;
  if (namespace !== undefined) return String(namespace);
  return epoch === undefined ? '' : `release ${epoch}`;
};

/** `ledger.move active -> retiring` */
export const called = ({ port, method, args }: Call): string =>
  [`${port}.${method}`, ...args.filter((arg) => arg !== 'orders').map(shown)]
    .filter((part) => part !== '' && !part.startsWith('arn:'))
    .join(' ');

const tagOf = (digest: string): string => versions.find((version) => version.digest === digest)?.tag ?? digest;

const shares = (weights: Readonly<Record<string, number>>): string =>
  Object.entries(weights)
    .map(([group, weight]) => `${colorOf[group]} ${weight} %`)
    .join(', ');

const usersIn = ({ rules, annotation, controllerHas }: World): string => {
  const live = Object.values(rules).map(({ weights, closed }) => (closed ? 'maintenance answer' : shares(weights)));
  return [
    `users: ${live.join(' | ')}`,
    ...(annotation === undefined ? [] : [`Ingress: ${shares(annotation)}`]),
    ...(controllerHas === undefined ? [] : [`its controller is about to set ${shares(controllerHas)}`]),
  ].join('; ');
};

const runningIn = ({ environments }: World): string =>
  Object.entries(environments)
    .flatMap(([color, deployed]) =>
      deployed === null
        ? []
        : [`${color} (${tagOf(deployed.digest)}) runs ${deployed.pods.map(tagOf).join(' and ') || 'nothing'}`],
    )
    .join(', ');

/** Lock, users, versions and flags, in one line. */
export const shownWorld = (world: World): string => {
  const { record, flags } = world;
  const on = Object.entries(flags)
    .filter(([, flag]) => flag['enabled'] === true)
    .map(([key, { by, percent }]) => `${key}${percent === undefined ? '' : ` ${percent} %`}${by ? ' (a person)' : ''}`);
  const lock = record === null ? 'no record' : `release ${record.epoch} ${record.status}`;
  return [lock, usersIn(world), runningIn(world), `flags on: ${on.join(', ') || 'none'}`].join(' · ');
};
