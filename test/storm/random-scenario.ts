import type { Fault } from '../../emulator/src/faults.ts';
import { seededRandom } from '../../emulator/src/seeded-random.ts';
import type { Call } from '../../emulator/src/service.ts';
import type { Deed, Scenario, TimedDeed } from './scenario.ts';
import { compositeAlarm, metricAlarms } from './world/alarms.ts';
import type { PolicyChoices } from './world/policy.ts';
import type { Behaviour } from './world/versions.ts';

/** Draws of one seed. */
interface Dice {
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  oneOf<const Items extends readonly unknown[]>(items: Items): Items[number];
}

function createDice(seed: number): Dice {
  const random = seededRandom(seed);
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return { between, oneOf: (items) => items[between(0, items.length - 1)] };
}

const stormSeconds = 1_200;
const weightings = [
  [10, 100],
  [25, 50, 100],
] as const;
const ways: readonly Pick<PolicyChoices, 'strategy' | 'router' | 'ends'>[] = [
  { strategy: 'blue-green' },
  { strategy: 'blue-green' },
  { strategy: 'blue-green', router: 'ingress' },
  { strategy: 'rolling' },
  { strategy: 'rolling' },
  { strategy: 'canary' },
  { strategy: 'canary', router: 'ingress' },
  { strategy: 'canary', router: 'ingress' },
  { strategy: 'ab-test', ends: 'promote' },
  { strategy: 'ab-test', ends: 'withdraw' },
  { strategy: 'recreate' },
  { strategy: 'recreate' },
  { strategy: 'flag' },
];
const behaviours = ['good', 'good', 'good', 'good', 'failing', 'failing', 'neverReady', 'crashLoop'] as const;
const services = [
  ...['dynamodb', 'dynamodb', 'elasticloadbalancing', 'elasticloadbalancing', 'lambda', 'lambda', 'kubernetes'],
  ...['appconfig', 'monitoring', 'states', 'events', 'eks', 'ecr'],
] as const;
const functions = [
  ...['rollBack', 'rollBack', 'concludeRelease', 'restoreWorkload', 'shiftTraffic', 'flipFlags', 'admitRelease'],
  ...['retireOldVersion', 'deployVersion', 'onExecutionEnded', 'judgeHealth', 'checkReady', 'scaleCandidate'],
  ...['stopVersion'],
] as const;

const ofMigrations = [
  'executeMigration',
  'executeMigration',
  'cleanUpMigration',
  'validateMigration',
  'admitMigration',
] as const;

/** Seeds above it are storms over a service with a database, whose schema each version may change. */
export const firstSeedWithDatabase = 1_000_001;

/** A storm: pushes of good and bad versions, and troubles of all kinds at any time. The same seed is the same storm. */
export function randomScenario(seed: number): Scenario {
  const dice = createDice(seed);
  const weights = dice.oneOf(weightings);
  const way = dice.oneOf(ways);
  const policy: PolicyChoices = {
    ...way,
    ...{ weights, flipAt: weights.at(-2) ?? 100, drainSeconds: dice.oneOf([30, 60]) },
    guards: dice.oneOf(['composite', 'composite', 'all']),
    secondPush: dice.oneOf(['supersede', 'supersede', 'queue', 'refuse']),
    ...(seed < firstSeedWithDatabase ? {} : { database: 'unasked' }),
  };
  const deeds = [...pushes(dice), ...raises(way, dice), ...troubles(dice, policy)];
  return { name: `storm ${seed}`, seed, policy, deeds };
}

function pushes(dice: Dice): readonly TimedDeed[] {
  const count = dice.oneOf([1, 1, 1, 2, 2]);
  return Array.from({ length: count }, (_, i) => {
    const behaviour: Behaviour = dice.oneOf(behaviours);
    const atSeconds = i === 0 ? dice.between(1, 60) : dice.between(60, stormSeconds);
    return { atSeconds, deed: { kind: 'push', tag: `1.${i + 1}.0`, behaviour } };
  });
}

/** Where flags are raised by themselves, that comes before the first push, or in the middle of it. */
function raises({ strategy }: PolicyChoices, dice: Dice): readonly TimedDeed[] {
  return strategy === 'flag' ? [{ atSeconds: dice.between(1, 200), deed: { kind: 'raise' } }] : [];
}

function troubles(dice: Dice, { database }: PolicyChoices): readonly TimedDeed[] {
  const victims = database === undefined ? functions : [...functions, ...ofMigrations];
  const count = dice.between(0, 5);
  return Array.from({ length: count }, () => ({
    atSeconds: dice.between(0, stormSeconds),
    deed: trouble(dice, victims),
  }));
}

const kinds = [
  ...['break', 'break', 'break', 'crash', 'crash', 'alarm', 'alarmEvent', 'stop', 'redrive', 'redrive'],
  ...['abort', 'promote', 'start', 'killPod', 'loseNode'],
] as const;

function trouble(dice: Dice, victims: readonly string[]): Deed {
  const kind = dice.oneOf(kinds);
  const alarm = dice.oneOf([compositeAlarm, metricAlarms.blue, metricAlarms.green]);
  switch (kind) {
    case 'break':
      return broken(dice);
    case 'crash':
      return { kind, function: dice.oneOf(victims) ?? '', afterMs: dice.between(0, 120) };
    case 'alarm':
      return { kind, alarm };
    case 'alarmEvent':
      return { kind, alarm, agoSeconds: dice.oneOf([0, 0, 5, 60, 600]), copies: dice.between(1, 3) };
    case 'redrive':
      return { kind, which: dice.between(0, 3) };
    case 'start':
      return { kind, tag: dice.oneOf(['1.0.0', '1.1.0', '1.2.0']), hotfix: dice.between(0, 3) === 0 };
    case 'loseNode':
      return { kind, which: dice.between(0, 2) };
    case 'killPod':
      return { kind, side: dice.oneOf(['blue', 'green']) };
    case 'stop':
    case 'abort':
    case 'promote':
      return { kind };
  }
}

/** The people and the set-up of a story are spared: the storm is about the functions and machines. */
const spared: ReadonlySet<string> = new Set(['operator', 'cloudformation', 'story']);
const isSparing = ({ caller }: Call): boolean => !spared.has(caller);

function broken(dice: Dice): Deed {
  const target = { service: dice.oneOf(services), times: dice.between(1, 3), matching: isSparing };
  return { kind: 'break', target, fault: fault(dice) };
}

function fault(dice: Dice): Fault {
  const kind = dice.oneOf(['throttle', 'error', 'latency', 'crash', 'lostAnswer', 'kill']);
  if (kind === 'latency') return { kind, ms: dice.between(500, 30_000) };
  if (kind === 'error') return { kind, name: 'InternalFailure', message: 'the storm broke it', statusCode: 500 };
  return { kind };
}
