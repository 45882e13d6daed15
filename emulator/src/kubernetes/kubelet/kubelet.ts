import { type Ref, refOf } from '../api/api.ts';
import { createReconciler, type Reconciler } from '../controllers/reconciler.ts';
import { isTerminating } from '../objects/meta.ts';
import { hasEnded, type Pod } from '../objects/pod.ts';
import type { LogSource } from './container-log.ts';
import type { NodeContext } from './node-context.ts';
import { PodWorker } from './pod-worker.ts';

/** Runs the pods that are placed on one node. */
export class Kubelet {
  readonly #node: NodeContext;
  readonly #nextIp: () => string;
  readonly #workers = new Map<string, PodWorker>();
  readonly #reconciler: Reconciler;
  readonly #unsubscribe: () => void;
  #failed = false;

  constructor(node: NodeContext, nextIp: () => string) {
    this.#node = node;
    this.#nextIp = nextIp;
    this.#reconciler = createReconciler({
      clock: node.clock,
      onDefect: node.onDefect,
      reconcile: (ref) => {
        if (!this.#failed) this.#reconcile(ref);
        return undefined;
      },
    });
    this.#unsubscribe = node.api.subscribe(({ resource, object }) => {
      if (resource.plural === 'pods') this.#reconciler.enqueue(refOf(object));
    });
  }

  get nodeName(): string {
    return this.#node.nodeName;
  }

  /** The output of a container that runs or ran here; undefined when it never started. */
  logOf(pod: Pod, container: string, previous: boolean): LogSource | undefined {
    return this.#workerOf(pod)?.log(container, previous);
  }

  /** SIGKILL to the pod's containers; false when the pod does not run here. */
  killPod(pod: Pod): boolean {
    const worker = this.#workerOf(pod);
    worker?.kill();
    return worker !== undefined;
  }

  /** The node is lost: its processes die and nothing is reported until it is restored. */
  async fail(): Promise<void> {
    this.#failed = true;
    await this.#abandonAll();
  }

  /** The node comes back, without its processes, and starts what should run on it. */
  restore(): void {
    this.#failed = false;
    for (const pod of this.#node.api.list('pods')) this.#reconciler.enqueue(refOf(pod));
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    this.#unsubscribe();
    this.#reconciler.close();
    await this.#abandonAll();
  }

  #reconcile(ref: Ref): void {
    const key = keyOf(ref);
    const pod = this.#node.api.get('pods', ref);
    const worker = this.#workers.get(key);
    if (worker !== undefined && worker.uid !== pod?.metadata.uid) {
      this.#workers.delete(key);
      worker.forget().catch(this.#node.onDefect);
    }
    if (pod?.spec.nodeName === this.#node.nodeName) this.#lead(key, pod);
  }

  #lead(key: string, pod: Pod): void {
    const worker = this.#workers.get(key);
    if (isTerminating(pod)) this.#stop(pod, worker);
    else if (worker !== undefined) worker.update(pod);
    else if (!hasEnded(pod)) {
      const started = new PodWorker(this.#node, pod, this.#nextIp());
      this.#workers.set(key, started);
      started.start();
    }
  }

  #stop(pod: Pod, worker: PodWorker | undefined): void {
    const seconds = pod.metadata.deletionGracePeriodSeconds ?? 0;
    if (worker !== undefined) worker.stop(seconds);
    else if (hasEnded(pod)) this.#node.api.remove('pods', refOf(pod), { gracePeriodSeconds: 0 });
    else this.#bury(pod);
  }

  /** Reports the end of a pod of which nothing runs here, and lets it go. */
  #bury(pod: Pod): void {
    const worker = new PodWorker(this.#node, pod, pod.status.podIP ?? '');
    this.#workers.set(keyOf(refOf(pod)), worker);
    worker.stop(0);
  }

  #workerOf(pod: Pod): PodWorker | undefined {
    const worker = this.#workers.get(keyOf(refOf(pod)));
    return worker?.uid === pod.metadata.uid ? worker : undefined;
  }

  async #abandonAll(): Promise<void> {
    const all = [...this.#workers.values()];
    this.#workers.clear();
    await Promise.all(all.map((worker) => worker.abandon()));
  }
}

function keyOf({ namespace, name }: Ref): string {
  return `${namespace}/${name}`;
}
