import { colorOf, versions } from './facts.ts';
import type { Call } from './process-states.ts';
import type { World } from './world.ts';

/** The function, and for which release it works. */
export const who = ({ program, epoch }: Call): string => (epoch === null ? program : `${program} of release ${epoch}`);

const shown = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
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

/** Lock, users, versions and flags, in one line. */
export const shownWorld = ({ record, weights, environments, flags }: World): string => {
  const users = Object.entries(weights)
    .map(([group, weight]) => `${colorOf[group]} ${weight} %`)
    .join(', ');
  const running = Object.entries(environments)
    .filter(([, deployed]) => deployed !== null)
    .map(
      ([name, deployed]) =>
        `${name.replace('orders-', '')} runs ${versions.find(({ digest }) => digest === deployed?.digest)?.tag}`,
    );
  const on = Object.entries(flags)
    .filter(([, flag]) => flag['enabled'] === true)
    .map(([key, flag]) => key + (flag['by'] ? ' (a person)' : ''));
  const lock = record === null ? 'no record' : `release ${record.epoch} ${record.status}`;
  return [lock, `users: ${users}`, running.join(', '), `flags on: ${on.join(', ') || 'none'}`].join(' · ');
};
