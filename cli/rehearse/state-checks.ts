import { DescribeRulesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { appconfigFlags } from '../../src/adapters/aws/appconfig-flags.ts';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import type { FlagFlip } from '../../src/contracts/policy.ts';
import type { FlagValue, ReleaseRecord } from '../../src/contracts/release.ts';
import type { Check } from '../../src/contracts/report.ts';
import { forwardValues, plannedChanges, sameFlag } from '../../src/domain/flags.ts';
import type { Attempt, AttemptResult } from './attempt.ts';
import type { OperatorClients } from './clients.ts';
import type { Color } from './world/load-balancer.ts';
import type { World } from './world/world.ts';

type Values = Readonly<Record<string, FlagValue>>;

/** What an attempt may change outside of users' requests, as it was when the attempt began. */
export interface StateBefore {
  readonly flags: Values;
  readonly objects: Readonly<Record<Color, readonly string[]>>;
}

/** Looks at flags and namespaces. */
export async function stateNow(world: World, clients: OperatorClients): Promise<StateBefore> {
  const { namespaces } = world.registered.policy.workload;
  const [flags, blue, green] = await Promise.all([
    flagsNow(world, clients),
    world.cluster.inventory(namespaces.blue),
    world.cluster.inventory(namespaces.green),
  ]);
  return { flags, objects: { blue, green } };
}

async function flagsNow({ registered }: World, { appConfig }: OperatorClients): Promise<Values> {
  const { flags } = registered.policy;
  if (flags === undefined) return {};
  const { flip, ...address } = flags;
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
  const [after, record, weights] = await Promise.all([
    stateNow(world, clients),
    recordOf(world, clients),
    liveWeights(world, clients),
  ]);
  const wantedStatus = result.ending === 'quarantined' ? 'quarantined' : 'free';
  const status = record?.status ?? 'free';
  const left = await leftBehind(world, before, after, users === 'blue' ? 'green' : 'blue');
  return [
    { claim: `the lock is ${wantedStatus}`, holds: status === wantedStatus, found: status },
    weightsCheck(weights, world, users),
    flagsCheck(attempt, result, world, { before: before.flags, after: after.flags }),
    {
      claim: 'nothing is left in the other environment',
      holds: left.length === 0,
      found: left.join(', ') || 'nothing',
    },
  ];
}

function weightsCheck(weights: Readonly<Record<string, number>>, { balancer }: World, users: Color): Check {
  const other = users === 'blue' ? 'green' : 'blue';
  const [ours, others] = [weights[balancer.targetGroups[users]] ?? 0, weights[balancer.targetGroups[other]] ?? 0];
  return {
    claim: `all users are on ${users}`,
    holds: ours > 0 && others === 0,
    found: `${users} ${ours}, ${other} ${others}`,
  };
}

async function liveWeights({ balancer }: World, { elb }: OperatorClients): Promise<Record<string, number>> {
  const { Rules } = await elb.send(new DescribeRulesCommand({ RuleArns: [balancer.ruleArn] }));
  const groups = Rules?.[0]?.Actions?.flatMap((action) => action.ForwardConfig?.TargetGroups ?? []) ?? [];
  return Object.fromEntries(groups.map(({ TargetGroupArn, Weight }) => [TargetGroupArn ?? '', Weight ?? 1]));
}

/** A release has flipped its flags; anything else has left all flags as they were. */
function flagsCheck(
  attempt: Attempt,
  result: AttemptResult,
  world: World,
  values: { before: Values; after: Values },
): Check {
  const flips: readonly FlagFlip[] = world.registered.policy.flags?.flip ?? [];
  const changes = result.ending === 'released' ? plannedChanges(flips, attempt.tag, values.before) : [];
  const flipped = 'missing' in changes ? {} : forwardValues(changes);
  const wanted = { ...values.before, ...flipped };
  const wrong = Object.keys(wanted).filter((key) => !sameFlag(wanted[key] ?? {}, values.after[key] ?? {}));
  const keys = Object.keys(flipped);
  const claim = keys.length === 0 ? 'all flags are as before' : `flags are as the policy says: ${keys.join(', ')}`;
  return { claim, holds: wrong.length === 0, found: wrong.length === 0 ? 'they are' : `${wrong.join(', ')} differ` };
}

/** Pods, and objects that were not there before and are not of a kind that the policy keeps. */
async function leftBehind(world: World, before: StateBefore, after: StateBefore, other: Color): Promise<string[]> {
  const { workload, keep } = world.registered.policy;
  const pods = await world.cluster.pods(workload.namespaces[other]);
  const kept = (name: string): boolean => keep.some((kind) => name.startsWith(`${kind}/`));
  const extra = after.objects[other].filter((name) => !before.objects[other].includes(name) && !kept(name));
  return [...extra, ...pods.map((pod) => `Pod/${pod}`)];
}
