import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { dynamodbLedger } from '../../src/adapters/aws/dynamodb-ledger.ts';
import { isOf } from './aftermath.ts';
import { type Deed, inWords } from './scenario.ts';
import { type Stage, tell } from './stage.ts';
import { flagKey, service } from './world/policy.ts';
import type { World } from './world/world.ts';

type DeedOf<Kind extends Deed['kind']> = Extract<Deed, { readonly kind: Kind }>;

/** Does one deed, as whoever would do it. What the world refuses is told and otherwise ignored, as people do. */
export async function perform(stage: Stage, deed: Deed): Promise<void> {
  tell(stage, 'story', inWords(deed));
  try {
    const answer = await act(stage, deed);
    if (answer !== undefined) tell(stage, 'story', `  is told: ${answer}`);
  } catch (error) {
    stage.refusals += 1;
    tell(stage, 'story', `  is refused: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
  }
}

async function act(stage: Stage, deed: Deed): Promise<string | undefined> {
  const { cloud, functionName } = stage.world;
  switch (deed.kind) {
    case 'push':
      return push(stage, deed);
    case 'start':
      return start(stage, deed);
    case 'alarm':
      return fire(stage, deed);
    case 'alarmEvent':
      return tellAlarm(stage, deed);
    case 'abort':
      return abort(stage);
    case 'promote':
      return promote(stage);
    case 'answer':
      return answer(stage, deed);
    case 'stop':
      return stop(stage);
    case 'redrive':
      return redrive(stage, deed);
    case 'crash':
      return void cloud.services.lambda.crashNext(functionName(deed.function), deed.afterMs);
    case 'break':
      return void cloud.faults.breakNext(deed.target, deed.fault);
    case 'killPod':
      return killPod(stage, deed);
    case 'loseNode':
      return loseNode(stage, deed);
    case 'raise':
      return raise(stage);
    case 'drop':
      return drop(stage);
  }
}

function push({ world, pushes }: Stage, { tag, behaviour }: DeedOf<'push'>): undefined {
  const digest = world.push(tag, behaviour);
  pushes.push({ at: world.cloud.clock.now(), tag, digest, behaviour });
}

async function start({ world }: Stage, { tag, hotfix }: DeedOf<'start'>): Promise<string> {
  const input = { service, tag, ...(hotfix ? { hotfix, reason: 'the storm wants it' } : {}) };
  const name = `by-hand-${tag}-${world.cloud.clock.now()}`;
  const command = { stateMachineArn: world.machineArn, name, input: JSON.stringify(input) };
  await world.operator.states.send(new StartExecutionCommand(command));
  return name;
}

async function raise({ world }: Stage): Promise<string> {
  const name = `raise-${flagKey}-${world.cloud.clock.now()}`;
  const input = JSON.stringify({ service, flag: flagKey });
  await world.operator.states.send(new StartExecutionCommand({ stateMachineArn: world.machineArn, name, input }));
  return name;
}

/** What waits for a version that was rolled back would wait for weeks: people look before they drop. */
async function drop({ world }: Stage): Promise<string> {
  if (!(await isReleased(world))) return 'the version that needs no old shape is not released';
  const name = `drop-${world.cloud.clock.now()}`;
  const input = JSON.stringify({ service, mode: 'contract', reason: 'the storm cleans up' });
  await world.operator.states.send(
    new StartExecutionCommand({ stateMachineArn: world.migrationMachineArn, name, input }),
  );
  return name;
}

async function isReleased({ cloud, table }: World): Promise<boolean> {
  const client = new DynamoDBClient(cloud.clientConfig());
  const record = await dynamodbLedger(client, table).read(service);
  client.destroy();
  return record?.conclusion?.outcome === 'released';
}

async function fire({ world }: Stage, { alarm }: DeedOf<'alarm'>): Promise<undefined> {
  const state = { AlarmName: alarm, StateValue: 'ALARM', StateReason: 'the storm says so' } as const;
  await world.operator.cloudWatch.send(new SetAlarmStateCommand(state));
}

async function tellAlarm({ world }: Stage, { alarm, agoSeconds, copies }: DeedOf<'alarmEvent'>): Promise<undefined> {
  const { clock, services } = world.cloud;
  const timestamp = new Date(clock.now() - 1000 * agoSeconds).toISOString();
  const event = {
    ...{ id: `told-${clock.now()}`, account: '123456789012', region: 'eu-west-1', time: timestamp, resources: [] },
    ...{ version: '0', source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' },
    detail: { alarmName: alarm, state: { value: 'ALARM', reason: 'told late', timestamp } },
  };
  for (let copy = 0; copy < copies; copy += 1)
    await services.lambda.functions.invoke(world.functionName('rollBack'), event, 'event', 'story');
}

async function abort({ world, aborts }: Stage): Promise<string> {
  const { lambda } = world.cloud.services;
  const input = { abort: service, reason: 'the storm does not like it' };
  const answer = await lambda.functions.invoke(world.functionName('rollBack'), input, 'request', 'operator');
  const { rolledBack = [] } = (answer.payload ?? {}) as { rolledBack?: readonly string[] };
  if (rolledBack.length > 0) aborts.push(world.cloud.clock.now());
  return answer.errorType ?? JSON.stringify(answer.payload);
}

async function promote({ world }: Stage): Promise<string> {
  const client = new DynamoDBClient(world.cloud.clientConfig());
  const record = await dynamodbLedger(client, world.table).promote(service, 'the storm is in a hurry');
  client.destroy();
  return record === undefined ? 'there is nothing to promote' : `release ${record.epoch} is promoted`;
}

const patienceMs = 30 * 60_000;
const lookEveryMs = 5_000;

/** A person who is told of a question answers it, again if that fails; one who is never asked gives up. */
async function answer({ world }: Stage, deed: DeedOf<'answer'>): Promise<string> {
  const { clock } = world.cloud;
  const until = clock.now() + patienceMs;
  for (;;) {
    const { outcome, because } = await say(world, deed);
    if (outcome === 'kept' || outcome === 'late' || clock.now() > until) return `${outcome}: ${because}`;
    await clock.sleep(lookEveryMs);
  }
}

/** As a chat bot does: by an invocation that is in the record of calls, and can fail. */
async function say({ cloud, functionName }: World, { said }: DeedOf<'answer'>) {
  const client = new LambdaClient(cloud.clientConfig('person'));
  const word = JSON.stringify({ service, said, by: 'the storm' });
  try {
    const { Payload } = await client.send(
      new InvokeCommand({ FunctionName: functionName('answerApproval'), Payload: word }),
    );
    const told = JSON.parse(Payload?.transformToString() ?? '{}') as { outcome?: string; because?: string };
    return { outcome: told.outcome ?? 'failed', because: told.because };
  } catch (error) {
    return { outcome: 'failed', because: String(error) };
  } finally {
    client.destroy();
  }
}

const executionsOf = async ({ world }: Stage) => {
  const { executions = [] } = await world.operator.states.send(
    new ListExecutionsCommand({ stateMachineArn: world.machineArn }),
  );
  return executions;
};

async function stop(stage: Stage): Promise<string> {
  const running = (await executionsOf(stage)).find(({ status }) => status === 'RUNNING');
  if (!running) return 'nothing runs';
  await stage.world.operator.states.send(new StopExecutionCommand({ executionArn: running.executionArn }));
  return `${running.name} is stopped`;
}

async function redrive(stage: Stage, { which }: DeedOf<'redrive'>): Promise<string> {
  const dead = (await executionsOf(stage)).filter(({ status }) => status === 'FAILED' || status === 'ABORTED');
  const chosen = dead[which % Math.max(1, dead.length)];
  if (!chosen) return 'none is dead';
  await stage.world.operator.states.send(new RedriveExecutionCommand({ executionArn: chosen.executionArn }));
  return `${chosen.name} goes on`;
}

function killPod({ world, killed }: Stage, { side }: DeedOf<'killPod'>): string {
  const place = world.places[side];
  const pods = place === undefined ? [] : world.cluster.api.list('pods', place.namespace);
  const pod = pods.find(({ metadata, status }) => isOf(place, metadata.name) && status.podIP !== undefined);
  if (!pod || !place) return 'there is none';
  world.cluster.killPod({ namespace: place.namespace, name: pod.metadata.name });
  killed.push({ at: world.cloud.clock.now(), target: `${pod.status.podIP}:8080` });
  return `${pod.metadata.name} is killed`;
}

/** By then EC2 has replaced it. */
const lostForMs = 15 * 60_000;

/** Only one at a time: the cluster must have room for what ran on it. */
async function loseNode({ world, killed }: Stage, { which }: DeedOf<'loseNode'>): Promise<string> {
  const { clusters } = world.cloud.services;
  const nodes = clusters.nodes();
  if (nodes.some(({ lost }) => lost)) return 'one is lost already';
  const node = nodes[which % nodes.length];
  if (!node) return 'there is none';
  const at = world.cloud.clock.now();
  for (const pod of world.cluster.api.list('pods'))
    if (pod.spec.nodeName === node.name && pod.status.podIP) killed.push({ at, target: `${pod.status.podIP}:8080` });
  await clusters.loseNode(service, node.name);
  world.cloud.clock.after(lostForMs, () => clusters.restoreNode(service, node.name));
  return `${node.name} is lost`;
}
