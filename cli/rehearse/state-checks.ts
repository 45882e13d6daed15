import { appconfigFlags } from '../../src/adapters/aws/appconfig-flags.ts';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import type { FlagValue } from '../../src/contracts/plan.ts';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import type { Check } from '../../src/contracts/report.ts';
import { forwardValues, plannedChanges, raisedTo, sameFlag } from '../../src/domain/flags.ts';
import { type Attempt, type AttemptResult, flagOf, versionAfter } from './attempt.ts';
import type { OperatorClients } from './clients.ts';
import { liveWeights } from './users-on.ts';
import { type Color, colorsIn, otherThan } from './world/balancer.ts';
import { isOfPlace, type PlaceOfColor, placeOf, placesOf } from './world/places.ts';
import type { World } from './world/world.ts';

type Values = Readonly<Record<string, FlagValue>>;

/** What an attempt may change outside of users' requests, as it was when the attempt began. */
export interface StateBefore {
  readonly flags: Values;
  readonly objects: ReadonlyMap<Color, readonly string[]>;
}

/** Looks at flags and namespaces. */
export async function stateNow(world: World, clients: OperatorClients): Promise<StateBefore> {
  const places = placesOf(world.registered.policy);
  const [flags, ...objects] = await Promise.all([
    flagsNow(world, clients),
    ...places.map(async (place) => [place.color, await objectsOf(world, place)] as const),
  ]);
  return { flags, objects: new Map(objects) };
}

/** Two slots share a namespace: then a slot's own objects end in its color. */
async function objectsOf({ cluster }: World, { color, namespace, isSlot }: PlaceOfColor): Promise<readonly string[]> {
  const objects = await cluster.inventory(namespace);
  return isSlot ? objects.filter((name) => name.endsWith(`-${color}`)) : objects;
}

async function flagsNow({ registered }: World, { appConfig }: OperatorClients): Promise<Values> {
  const { flags } = registered.policy;
  if (flags === undefined) return {};
  const { flip, raise, ...address } = flags;
  const adapter = appconfigFlags(appConfig);
  return (await adapter.read(await adapter.locate(address))).values;
}

/** The ledger's record of a service. */
export async function recordOf(world: World, clients: OperatorClients): Promise<ReleaseRecord | undefined> {
  return dynamodbLedger(clients.dynamo, world.table).read(world.registered.policy.service);
}

/** What lock, weights, flags and the other environment must be once an attempt is over. `users` is where users are now. */
export async function stateChecks(
  { attempt, result, users }: { attempt: Attempt; result: AttemptResult; users: Color },
  before: StateBefore,
  world: World,
  clients: OperatorClients,
): Promise<Check[]> {
  const [after, record, weights, running] = await Promise.all([
    stateNow(world, clients),
    recordOf(world, clients),
    liveWeights(clients.elb, world.balancer.ruleArn),
    versionsIn(world, users),
  ]);
  const wantedStatus = result.ending === 'quarantined' ? 'quarantined' : 'free';
  const status = record?.status ?? 'free';
  const left = await leftBehind(world, before, after, otherThan(users));
  const version = versionAfter(attempt, result);
  return [
    { claim: `the lock is ${wantedStatus}`, holds: status === wantedStatus, found: status },
    weightsCheck(weights, world, users),
    {
      claim: `only ${version} runs where users are`,
      holds: running.length > 0 && running.every((one) => one === version),
      found: running.join(', ') || 'nothing',
    },
    flagsCheck(attempt, result, world, { before: before.flags, after: after.flags }),
    {
      claim: 'nothing is left in the other environment',
      holds: left.length === 0,
      found: left.join(', ') || 'nothing',
    },
  ];
}

/** The versions of the pods that users are sent to. */
async function versionsIn({ registered, cluster, shelf }: World, users: Color): Promise<string[]> {
  const place = placeOf(registered.policy, users);
  if (place === undefined) return [];
  const pods = (await cluster.pods(place.namespace)).filter(({ name }) => isOfPlace(place, name));
  return [...new Set(pods.filter((pod) => !pod.isStopping).map(({ image }) => shelf.tagOf(image) ?? image))];
}

function weightsCheck(weights: Readonly<Record<string, number>>, { balancer }: World, users: Color): Check {
  const colors = colorsIn(balancer.targetGroups);
  const weightOf = (color: Color): number => weights[balancer.targetGroups[color] ?? ''] ?? 0;
  return {
    claim: `all users are on ${users}`,
    holds: colors.every((color) => weightOf(color) > 0 === (color === users)),
    found: colors.map((color) => `${color} ${weightOf(color)}`).join(', '),
  };
}

/** A release has flipped its flags; anything else has left all flags as they were. */
function flagsCheck(
  attempt: Attempt,
  result: AttemptResult,
  world: World,
  values: { before: Values; after: Values },
): Check {
  const flipped = result.ending === 'released' ? flippedBy(attempt, world, values.before) : {};
  const wanted = { ...values.before, ...flipped };
  const wrong = Object.keys(wanted).filter((key) => !sameFlag(wanted[key] ?? {}, values.after[key] ?? {}));
  const keys = Object.keys(flipped);
  const claim = keys.length === 0 ? 'all flags are as before' : `flags are as the policy says: ${keys.join(', ')}`;
  return { claim, holds: wrong.length === 0, found: wrong.length === 0 ? 'they are' : `${wrong.join(', ')} differ` };
}

/** The flags that a release has changed, with their new values. */
function flippedBy(attempt: Attempt, { registered }: World, before: Values): Values {
  const { flip = [], raise = [] } = registered.policy.flags ?? {};
  const raised = raise.find(({ key }) => key === flagOf(attempt));
  if (raised !== undefined) return forwardValues([raisedTo(raised, before[raised.key] ?? {}, 100)]);
  const changes = plannedChanges(flip, attempt.tag, before);
  return 'missing' in changes ? {} : forwardValues(changes);
}

/** Pods, and objects that were not there before and are not of a kind that the policy keeps. */
async function leftBehind(world: World, before: StateBefore, after: StateBefore, other: Color): Promise<string[]> {
  const { policy } = world.registered;
  const place = placeOf(policy, other);
  if (place === undefined) return [];
  const pods = (await world.cluster.pods(place.namespace)).filter(({ name }) => isOfPlace(place, name));
  const kept = (name: string): boolean => policy.keep.some((kind) => name.startsWith(`${kind}/`));
  const known = new Set(before.objects.get(other));
  const extra = (after.objects.get(other) ?? []).filter((name) => !known.has(name) && !kept(name));
  return [...extra, ...pods.map(({ name }) => `Pod/${name}`)];
}
