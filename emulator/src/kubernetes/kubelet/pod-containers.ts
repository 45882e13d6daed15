import type { Clock } from '../../clock.ts';
import type { Container, ContainerStatus, PodSpec } from '../objects/pod.ts';
import { isSidecar } from '../objects/pod.ts';
import type { ContainerLog } from './container-log.ts';
import type { ContainerRunner } from './container-runner.ts';
import { unlessAborted } from './node-context.ts';

/** What the containers of a pod are made with. */
export interface PodContainersOptions {
  readonly clock: Clock;
  readonly spec: PodSpec;
  readonly runner: (container: Container, restartPolicy: string) => ContainerRunner;
  readonly onDefect: (error: unknown) => void;
}

const leastSeconds = 2;

interface Part {
  readonly name: string;
  readonly isSidecar: boolean;
  readonly runner: ContainerRunner;
}

/**
 * The containers of one pod: init containers run one after the other; a sidecar is one that goes on beside the others once it has
 * started, and ends after them. See https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
export class PodContainers {
  readonly #inits: readonly Part[];
  readonly #mains: readonly Part[];
  readonly #options: PodContainersOptions;
  #isStopping = false;

  constructor(options: PodContainersOptions) {
    this.#options = options;
    const { containers, initContainers = [], restartPolicy = 'Always' } = options.spec;
    const part = (container: Container, policy: string): Part => ({
      ...{ name: container.name, isSidecar: isSidecar(container) },
      runner: options.runner(container, policy),
    });
    const initPolicy = restartPolicy === 'Never' ? 'Never' : 'OnFailure';
    this.#inits = initContainers.map((one) => part(one, isSidecar(one) ? 'Always' : initPolicy));
    this.#mains = containers.map((one) => part(one, restartPolicy));
  }

  get hasInits(): boolean {
    return this.#inits.length > 0;
  }

  get initStatuses(): readonly ContainerStatus[] {
    return this.#inits.map(({ runner }) => runner.status);
  }

  get statuses(): readonly ContainerStatus[] {
    return this.#mains.map(({ runner }) => runner.status);
  }

  log(container: string, previous: boolean): ContainerLog | undefined {
    return this.#all.find(({ name }) => name === container)?.runner.log(previous);
  }

  /** True when all init containers have done their part; false when one failed for good. */
  async initialize(): Promise<boolean> {
    for (const { runner, isSidecar } of this.#inits) {
      const ended = runner.keepRunning();
      if (isSidecar) {
        ended.catch(unlessAborted(runner.stopping, this.#options.onDefect));
        await Promise.race([runner.started, ended]);
        if (runner.stopping.aborted) return false;
      } else if ((await ended) !== 0) return false;
    }
    return true;
  }

  /** Resolves when the pod's own containers have ended for good, and its sidecars after them. */
  async run(): Promise<void> {
    await Promise.all(this.#mains.map(({ runner }) => runner.keepRunning()));
    if (!this.#isStopping) await this.#stopInits(this.#options.spec.terminationGracePeriodSeconds ?? 30);
  }

  /** Stops them within the grace period; sidecars get what the others leave of it, two seconds at least. */
  async stop(graceSeconds: number): Promise<void> {
    this.#isStopping = true;
    const { clock } = this.#options;
    const deadline = clock.now() + graceSeconds * 1000;
    await Promise.all(this.#mains.map(({ runner }) => runner.stop(graceSeconds)));
    const leftSeconds = (deadline - clock.now()) / 1000;
    await this.#stopInits(graceSeconds === 0 ? 0 : Math.max(leastSeconds, leftSeconds));
  }

  /** SIGKILL to the pod's own containers, as by a fault. */
  kill(): void {
    for (const { runner } of this.#mains) runner.kill();
  }

  async abandon(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#all.map(({ runner }) => runner.abandon()));
  }

  async #stopInits(graceSeconds: number): Promise<void> {
    for (const { runner } of this.#inits.toReversed()) await runner.stop(graceSeconds);
  }

  get #all(): readonly Part[] {
    return [...this.#inits, ...this.#mains];
  }
}
