import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { CallFault, FaultStep } from '../../src/contracts/rehearsal/faults.ts';
import { Failure } from '../exit.ts';
import type { Admin } from './admin.ts';
import type { OperatorClients } from './clients.ts';
import type { ExecutionFacts } from './sighting.ts';
import { type Color, otherThan } from './world/balancer.ts';
import type { RunningPod } from './world/cluster.ts';
import { isOfPlace, placeOf, placesOf } from './world/places.ts';
import type { World } from './world/world.ts';

/** A node that was lost, with the addresses of the pods on it. Times are emulated epoch milliseconds. */
export interface NodeLoss {
  readonly node: string;
  readonly at: number;
  readonly addresses: readonly string[];
}

/** What faults can reach, and what they need to know of the moment. */
export interface BreakStage {
  readonly clients: OperatorClients;
  readonly admin: Admin;
  readonly world: World;
  /** Hears of a node before it is lost. */
  readonly onNodeLost: (loss: NodeLoss) => void;
}
export interface Moment {
  readonly stable: Color;
  readonly running: ExecutionFacts | undefined;
}

/** Breaks what a story says. */
export class Breaking {
  readonly #stage: BreakStage;
  #lostNodes: string[] = [];

  constructor(stage: BreakStage) {
    this.#stage = stage;
  }

  async perform(step: FaultStep, moment: Moment): Promise<void> {
    switch (step.kind) {
      case 'breakCall':
        return this.#stage.admin.breakNext(orderOf(step.fault));
      case 'killPod':
        return this.#killPod(step.of, moment);
      case 'loseNode':
        return this.#loseNode(step.of, moment);
      case 'restoreNode':
        return this.#restoreNodes();
      case 'stopExecution':
        return this.#stopExecution(moment);
    }
  }

  async #killPod(of: 'stable' | 'candidate', moment: Moment): Promise<void> {
    const { admin, world } = this.#stage;
    const { place, pods } = await this.#podsOf(of, moment);
    const [pod] = pods;
    if (pod === undefined) throw new Failure(`the story kills a pod in ${place.namespace}, but none runs there`);
    const { cluster } = world.registered.policy;
    await admin.killPod({ cluster, namespace: place.namespace, name: pod.name });
  }

  async #loseNode(of: 'stable' | 'candidate', moment: Moment): Promise<void> {
    const { admin, world, onNodeLost } = this.#stage;
    const { place, pods } = await this.#podsOf(of, moment);
    const node = pods.find((pod) => pod.node !== undefined)?.node;
    if (node === undefined) throw new Failure(`the story loses a node of ${place.deployment}, but no pod of it runs`);
    const there = (await this.#allPods()).filter((pod) => pod.node === node);
    onNodeLost({ node, at: await admin.now(), addresses: there.flatMap(({ address }) => address ?? []) });
    await admin.loseNode({ cluster: world.registered.policy.cluster, node });
    this.#lostNodes.push(node);
  }

  async #restoreNodes(): Promise<void> {
    const { admin, world } = this.#stage;
    const { cluster } = world.registered.policy;
    for (const node of this.#lostNodes) await admin.restoreNode({ cluster, node });
    this.#lostNodes = [];
  }

  async #stopExecution({ running }: Moment): Promise<void> {
    if (running === undefined) throw new Failure('the story stops an execution, but none runs at that point');
    const error = { error: 'Stopped', cause: 'the story of this rehearsal stopped it' };
    await this.#stage.clients.states.send(new StopExecutionCommand({ executionArn: running.arn, ...error }));
  }

  /** The pods of one side; where versions are replaced in place, both sides are one. */
  async #podsOf(of: 'stable' | 'candidate', { stable }: Moment) {
    const { policy } = this.#stage.world.registered;
    const color = of === 'stable' ? stable : otherThan(stable);
    const place = placeOf(policy, color) ?? placeOf(policy, stable);
    if (place === undefined) throw new Error(`the policy has no environment ${stable}`);
    const pods = await this.#stage.world.cluster.pods(place.namespace);
    return { place, pods: pods.filter(({ name, isStopping }) => isOfPlace(place, name) && !isStopping) };
  }

  async #allPods(): Promise<RunningPod[]> {
    const { registered, cluster } = this.#stage.world;
    const namespaces = new Set(placesOf(registered.policy).map(({ namespace }) => namespace));
    return (await Promise.all([...namespaces].map((namespace) => cluster.pods(namespace)))).flat();
  }
}

function orderOf(fault: CallFault): Readonly<Record<string, unknown>> {
  const [service, operation] = fault.call.split(':');
  const { kind, times, caller, seconds } = fault;
  return {
    service,
    operation,
    kind,
    times,
    ...(caller ? { caller } : {}),
    ...(kind === 'latency' ? { ms: seconds * 1_000 } : {}),
  };
}
