import type { Sides } from '../../../src/ports/evidence.ts';
import type { LiveSplit, Split, Told } from '../../../src/ports/traffic.ts';
import { colorOf } from '../facts.ts';
import { alarmFires, instantOf, positive, type Rule, type World } from '../world.ts';
import { type Models, told } from './effect.ts';

/** What an Ingress says, its controller brings to the rule, at any time later. */
const set = ({ back, ...world }: World, { listenerRule, weights, ingress, backAt }: Split): World =>
  ingress === undefined
    ? {
        ...world,
        ...(back === undefined ? {} : { back }),
        rules: { ...world.rules, [listenerRule]: { weights: positive(weights) } },
      }
    : { ...world, annotation: positive(weights), ...(backAt === undefined ? {} : { back: 'fresh' }) };

/** Long ago, or just now. */
const toldBy = ({ annotation, back }: World, weights: Rule['weights']): Told => {
  if (JSON.stringify(annotation) !== JSON.stringify(weights)) return { says: false };
  return back === undefined ? { says: true } : { says: true, backSince: back === 'old' ? instantOf(0) : instantOf(99) };
};

const read = ({ rules }: World, listenerRule: string): LiveSplit => {
  const { weights = {}, closed = false } = rules[listenerRule] ?? {};
  return { listenerRule, weights, sticky: false, closed };
};

const healthyIn = ({ environments }: World, group: string): number => {
  const deployed = environments[colorOf[group] ?? 'blue'];
  return deployed !== null && deployed.pods.length > 0 ? Math.max(1, deployed.replicas) : 0;
};

const hasUsers = ({ rules }: World, group: string): boolean =>
  Object.values(rules).some(({ weights }) => (weights[group] ?? 0) > 0);

/** The load balancer's rules, and what is known of the users that they send on. */
export const balancer: Models = {
  'traffic.set': (world, split: Split) => told(set(world, split)),
  'traffic.read': (world, listenerRule: string) => told(world, read(world, listenerRule)),
  'traffic.told': (world, { weights }: Split) => told(world, toldBy(world, positive(weights))),
  'traffic.close': ({ reopened, ...world }, listenerRule: string) =>
    told({ ...world, rules: { ...world.rules, [listenerRule]: { weights: {}, closed: true } } }),
  'targets.count': (world, group: string) => {
    const healthy = healthyIn(world, group);
    return told(world, { healthy, registered: healthy });
  },
  'evidence.alarms': (world, names: readonly string[]) =>
    told(
      world,
      names.map((alarm) => ({ alarm, state: alarmFires(world) ? 'firing' : 'ok', noticeSeconds: 60 })),
    ),
  'evidence.requests': (world, _rule: string, group: string) => told(world, hasUsers(world, group) ? 1000 : 0),
  'evidence.minutes': (world, { stable, candidate }: Sides, _slow: unknown, _from: string, to: string) => {
    const counts = (group: string) => (hasUsers(world, group) ? { requests: 1000, errors: 0, slow: [] } : null);
    return told(world, [
      { at: to, stable: stable === candidate ? null : counts(stable), candidate: counts(candidate) },
    ]);
  },
};
