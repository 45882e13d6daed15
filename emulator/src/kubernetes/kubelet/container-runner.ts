import type { Image } from '../../ports.ts';
import { timestamp } from '../objects/meta.ts';
import type { Container, ContainerState, ContainerStatus, Pod } from '../objects/pod.ts';
import { createBackoff } from './backoff.ts';
import type { ContainerLog } from './container-log.ts';
import type { Exit } from './container-process.ts';
import { type ContainerRun, startRun } from './container-run.ts';
import { ContainerConfigError } from './environment.ts';
import { endGracefully } from './graceful-end.ts';
import { pullImage } from './image-pull.ts';
import { type NodeContext, unlessAborted } from './node-context.ts';
import { superviseByProbes } from './probe-supervision.ts';
import { stateAfterLoss } from './state-after-loss.ts';
import { fairShare } from './termination-message.ts';
import type { PodVolumes } from './volumes/pod-volumes.ts';

/** What a container runner asks of its pod. */
export interface RunnerOptions {
  readonly node: NodeContext;
  readonly pod: () => Pod;
  readonly volumes: PodVolumes;
  readonly container: Container;
  readonly restartPolicy: string;
  /** What the kubelet reported of it before the node was lost. */
  readonly before: ContainerStatus | undefined;
  /** Called whenever the status has changed. */
  readonly changed: () => void;
}

const configRetryMs = 10_000;

/** Keeps one container of a pod running by the pod's restart policy. */
export class ContainerRunner {
  readonly #options: RunnerOptions;
  readonly #stopping = new AbortController();
  readonly #started = Promise.withResolvers<void>();
  #status: ContainerStatus;
  #run: ContainerRun | undefined;
  #logs: ContainerLog[] = [];
  /** How often it was started; the count of restarts is told with each start, as it is of the new container. */
  #lives: number;

  constructor(options: RunnerOptions) {
    this.#options = options;
    const { container, before, pod, node } = options;
    const { name, image = '' } = container;
    const reason = (pod().spec.initContainers ?? []).length > 0 ? 'PodInitializing' : 'ContainerCreating';
    const lastState = before === undefined ? {} : stateAfterLoss(before, timestamp(node.clock.now()));
    this.#lives = before === undefined || lastState.terminated === undefined ? 0 : before.restartCount + 1;
    this.#status = {
      ...{ name, image, imageID: '', state: { waiting: { reason } }, lastState },
      ...{ ready: false, started: false, restartCount: Math.max(0, this.#lives - 1) },
    };
  }

  get status(): ContainerStatus {
    return this.#status;
  }

  /** Resolves once the container has started, which its startup probe tells where it has one. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** Aborts when the container is not to be restarted any more. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** The output of this run, or of the one before. */
  log(previous: boolean): ContainerLog | undefined {
    return this.#logs.at(previous ? -2 : -1);
  }

  /** Runs until the restart policy ends it or it is stopped; resolves with the last exit code. */
  async keepRunning(): Promise<number> {
    const { node } = this.#options;
    const former = this.#status.lastState.terminated;
    if (former !== undefined && this.#options.restartPolicy === 'Never') {
      this.#set({ state: this.#status.lastState, lastState: {} });
      return former.exitCode;
    }
    const restarts = createBackoff(node.clock);
    for (;;) {
      const exit = await this.#live();
      if (this.#stopping.signal.aborted || !this.#restartsAfter(exit)) return exit.exitCode;
      const delay = restarts.delayMs(node.clock.now());
      if (delay > 0) {
        this.#backOff(delay);
        await node.clock.sleep(delay, this.#stopping.signal);
      }
    }
  }

  /** PreStop, SIGTERM, and SIGKILL when the grace period is over. Resolves when the process is gone. */
  async stop(graceSeconds: number): Promise<void> {
    const { node, container } = this.#options;
    const run = this.#run;
    this.#stopping.abort(new Error('the container is being stopped'));
    if (run === undefined) return;
    this.#event('Normal', 'Killing', `Stopping container ${container.name}`);
    await endGracefully(node.clock, run, container, graceSeconds);
  }

  /** SIGKILL, as by a fault; the restart policy decides what follows. */
  kill(): void {
    this.#run?.kill();
  }

  /** SIGKILL for good. */
  async abandon(): Promise<void> {
    this.#stopping.abort(new Error('the container is abandoned'));
    this.#run?.kill();
    await this.#run?.exited;
  }

  async #live(): Promise<Exit> {
    const run = await this.#start();
    this.#run = run;
    this.#logs = [...this.#logs.slice(-1), run.log];
    const startedAt = timestamp(this.#options.node.clock.now());
    const probed = new AbortController();
    const { container, node } = this.#options;
    const waitsForStart = container.startupProbe !== undefined;
    const ready = !waitsForStart && container.readinessProbe === undefined;
    this.#set({ state: { running: { startedAt } }, started: !waitsForStart, ready, restartCount: this.#lives });
    this.#lives += 1;
    this.#event('Normal', 'Started', `Started container ${container.name}`);
    superviseByProbes({
      container,
      target: run.probeTarget,
      signal: probed.signal,
      onDefect: unlessAborted(probed.signal, node.onDefect),
      set: (change) => this.#set(change),
      event: (type, reason, message) => this.#event(type, reason, message),
      restart: () => this.#restart(run),
    });
    const exit = await run.exited;
    probed.abort(new Error('the container ended'));
    this.#ended(exit, run.message(exit), startedAt);
    return exit;
  }

  async #start(): Promise<ContainerRun> {
    const { node, pod, container, volumes } = this.#options;
    for (;;) {
      const image = await this.#pull();
      try {
        volumes.refresh();
        const { folder } = volumes;
        const run = await startRun({ node, pod: pod(), container, image, folder, life: this.#lives });
        if (this.#stopping.signal.aborted) run.kill();
        return run;
      } catch (error) {
        if (!(error instanceof ContainerConfigError)) throw error;
        this.#wait('CreateContainerConfigError', error.message);
        this.#event('Warning', 'Failed', `Error: ${error.message}`);
        await node.clock.sleep(configRetryMs, this.#stopping.signal);
      }
    }
  }

  async #pull(): Promise<Image> {
    const { node, container } = this.#options;
    const reference = container.image ?? '';
    const image = await pullImage(node, container, this.#stopping.signal, {
      failed: (message) => {
        this.#wait('ErrImagePull', message);
        this.#event('Warning', 'Failed', `Failed to pull image "${reference}": ${message}`);
      },
      backingOff: (message) => {
        this.#wait('ImagePullBackOff', message);
        this.#event('Normal', 'BackOff', `Back-off pulling image "${reference}"`);
      },
    });
    this.#set({ imageID: `${image.repository}@${image.digest}` });
    return image;
  }

  #restart(run: ContainerRun): void {
    const { node, container, pod } = this.#options;
    const graceSeconds = pod().spec.terminationGracePeriodSeconds ?? 30;
    endGracefully(node.clock, run, container, graceSeconds).catch(node.onDefect);
  }

  #restartsAfter({ exitCode }: Exit): boolean {
    const { restartPolicy } = this.#options;
    return restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && exitCode !== 0);
  }

  #ended({ exitCode, reason }: Exit, message: string | undefined, startedAt: string): void {
    const { node, pod } = this.#options;
    const { containers, initContainers = [] } = pod().spec;
    const finishedAt = timestamp(node.clock.now());
    const text =
      message === undefined ? {} : { message: fairShare(message, containers.length + initContainers.length) };
    const terminated = { exitCode, reason, ...text, startedAt, finishedAt };
    this.#run = undefined;
    this.#set({ state: { terminated }, ready: false, started: false });
  }

  #backOff(delayMs: number): void {
    const { container, pod } = this.#options;
    const { name, namespace, uid } = pod().metadata;
    const seconds = Math.round(delayMs / 1000);
    const what = `restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`;
    this.#wait('CrashLoopBackOff', `back-off ${seconds}s ${what}`);
    this.#event('Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${name}`);
  }

  #wait(reason: string, message: string): void {
    this.#set({ state: { waiting: { reason, message } }, ready: false, started: false });
  }

  /** A state that replaces a terminated one moves it to `lastState`. */
  #set(change: Partial<ContainerStatus>): void {
    const { state } = this.#status;
    const moves = change.state !== undefined && state.terminated !== undefined;
    const lastState: ContainerState = moves ? state : this.#status.lastState;
    this.#status = { ...this.#status, lastState, ...change };
    if (this.#status.started) this.#started.resolve();
    this.#options.changed();
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#options.node.events.record('kubelet', this.#options.pod(), { type, reason, message });
  }
}
