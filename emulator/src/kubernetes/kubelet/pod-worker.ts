import { refOf } from '../api/api.ts';
import { StatusError } from '../api/status-error.ts';
import { equal } from '../objects/json.ts';
import { timestamp } from '../objects/meta.ts';
import type { Container, ContainerStatus, Pod } from '../objects/pod.ts';
import type { ContainerLog } from './container-log.ts';
import { ContainerRunner } from './container-runner.ts';
import { type NodeContext, unlessAborted } from './node-context.ts';
import { PodContainers } from './pod-containers.ts';
import { podStatus } from './pod-status.ts';
import { PodVolumes } from './volumes/pod-volumes.ts';

/** Runs one pod on its node from start to end, and reports its status. */
export class PodWorker {
  readonly #node: NodeContext;
  readonly #podIp: string;
  readonly #startTime: string;
  readonly #containers: PodContainers;
  readonly #volumes: PodVolumes;
  readonly #stopping = new AbortController();
  #pod: Pod;
  #initialized = false;
  #silent = false;
  #terminal = false;
  #stopped: Promise<void> | undefined;

  constructor(node: NodeContext, pod: Pod, podIp: string) {
    this.#node = node;
    this.#podIp = podIp;
    this.#startTime = pod.status.startTime ?? timestamp(node.clock.now());
    this.#pod = { ...pod, status: { ...pod.status, podIP: podIp, hostIP: node.nodeIp } };
    this.#volumes = new PodVolumes(node, pod);
    const runner = (container: Container, restartPolicy: string) => this.#runner(container, restartPolicy);
    this.#containers = new PodContainers({ spec: pod.spec, runner, clock: node.clock, onDefect: node.onDefect });
    this.#initialized = !this.#containers.hasInits;
  }

  get uid(): string {
    return this.#pod.metadata.uid;
  }

  start(): void {
    const { signal } = this.#stopping;
    this.report();
    this.#run(signal).catch(unlessAborted(signal, this.#node.onDefect));
  }

  /** Takes note of a change of the pod; more than its status has volumes looked after, and a gate changes its readiness. */
  update(pod: Pod): void {
    if (!equal(syncedPart(pod), syncedPart(this.#pod))) this.#volumes.refresh();
    this.report();
  }

  log(container: string, previous: boolean): ContainerLog | undefined {
    return this.#containers.log(container, previous);
  }

  /** Stops the pod within its grace period, once; then removes the object. A shorter period later counts. */
  stop(graceSeconds: number): void {
    if (this.#stopped !== undefined && graceSeconds > 0) return;
    this.#stopping.abort(new Error('the pod is being stopped'));
    this.#stopped = this.#containers.stop(graceSeconds).then(() => this.#end());
    this.#stopped.catch(this.#node.onDefect);
  }

  /** SIGKILL to every container, as by a fault; restart policies apply. */
  kill(): void {
    this.#containers.kill();
  }

  /** Ends all processes and reports nothing more, as when the node is lost; its files stay. */
  async abandon(): Promise<void> {
    this.#silent = true;
    this.#stopping.abort(new Error('the pod is abandoned'));
    await this.#containers.abandon();
  }

  /** Ends all that is left of a pod whose object is gone. */
  async forget(): Promise<void> {
    await this.abandon();
    this.#volumes.remove();
  }

  /** Writes the pod's status as it is now. */
  report(): void {
    if (this.#silent) return;
    const { api, clock, nodeIp } = this.#node;
    const live = api.get('pods', refOf(this.#pod));
    if (live?.metadata.uid !== this.uid) return;
    const status = podStatus(live, {
      terminal: this.#terminal,
      initialized: this.#initialized,
      initContainers: this.#containers.initStatuses,
      containers: this.#containers.statuses,
      podIp: this.#podIp,
      hostIp: nodeIp,
      startTime: this.#startTime,
      now: clock.now(),
    });
    this.#pod = api.modify('pods', refOf(live), (pod) => ({ ...pod, status }), {
      manager: 'kubelet',
      subresource: 'status',
    });
  }

  #runner(container: Container, restartPolicy: string): ContainerRunner {
    const pod = () => this.#pod;
    const before = statusesOf(this.#pod).find(({ name }) => name === container.name);
    const changed = () => this.report();
    const volumes = this.#volumes;
    return new ContainerRunner({ node: this.#node, pod, volumes, container, restartPolicy, before, changed });
  }

  async #run(signal: AbortSignal): Promise<void> {
    await this.#volumes.mount(signal);
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    this.#volumes.keepFresh(either).catch(unlessAborted(either, this.#node.onDefect));
    if (await this.#containers.initialize()) {
      this.#initialized = true;
      this.report();
      await this.#containers.run();
    }
    ended.abort(new Error('the pod has ended'));
    this.#volumes.remove();
  }

  #end(): void {
    if (this.#silent) return;
    this.#terminal = true;
    this.report();
    this.#volumes.remove();
    const { uid } = this;
    try {
      this.#node.api.remove('pods', refOf(this.#pod), { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!(error instanceof StatusError && (error.code === 404 || error.code === 409))) throw error;
    }
  }
}

/** What of a pod has its kubelet sync it when it changes. */
function syncedPart({ metadata: { labels = {}, annotations = {} }, spec }: Pod): object {
  return { labels, annotations, spec };
}

function statusesOf({
  status: { initContainerStatuses = [], containerStatuses = [] },
}: Pod): readonly ContainerStatus[] {
  return [...initContainerStatuses, ...containerStatuses];
}
