import type { Pod } from '../../objects/pod.ts';
import type { NodeContext } from '../node-context.ts';
import { type PodFolder, podFolder } from './pod-folder.ts';
import { MountError } from './projection.ts';

const mountRetryMs = 2_000;
const syncMs = 60_000;
const syncJitter = 0.5;

/**
 * The volumes of one pod. Like a kubelet it looks for changed ConfigMaps and Secrets whenever it syncs the pod: every 60 to 90 s, when
 * a container starts, and at once when the pod's annotations change. See
 * https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#mounted-configmaps-are-updated-automatically
 */
export class PodVolumes {
  readonly folder: PodFolder;
  readonly #node: NodeContext;
  readonly #pod: Pod;
  #removed = false;

  constructor(node: NodeContext, pod: Pod) {
    this.#node = node;
    this.#pod = pod;
    this.folder = podFolder(node.root, node.api, pod);
  }

  /** Resolves when all volumes are set up; rejects when the signal aborts first. */
  async mount(signal: AbortSignal): Promise<void> {
    while (!this.refresh()) await this.#node.clock.sleep(mountRetryMs, signal);
  }

  /** Shows what ConfigMaps and Secrets say now; false, with an event, when one is missing: then all stays as it was. */
  refresh(): boolean {
    if (this.#removed) return true;
    try {
      this.folder.mount();
      return true;
    } catch (error) {
      if (!(error instanceof MountError)) throw error;
      this.#node.events.record('kubelet', this.#pod, {
        type: 'Warning',
        reason: 'FailedMount',
        message: error.message,
      });
      return false;
    }
  }

  /** The pod has ended: its volumes go. */
  remove(): void {
    this.#removed = true;
    this.folder.remove();
  }

  /** Looks for changes until the signal aborts, which rejects. */
  async keepFresh(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#node;
    while (this.folder.isProjected) {
      await clock.sleep(syncMs * (1 + syncJitter * random()), signal);
      this.refresh();
    }
  }
}
