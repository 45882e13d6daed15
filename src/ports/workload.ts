import type { PodsHealth, RestartedPod } from '../contracts/evidence.ts';
import type { ManifestObject } from '../contracts/manifests.ts';
import type { UndoOf } from '../contracts/plan.ts';
import type { Capacity, ReleaseRef } from '../contracts/release.ts';
import type { Environment, Site } from '../contracts/site.ts';

/** The part of a site that says which workload. */
export type Place = Pick<Site, 'cluster' | 'container'>;

/** What runs in an environment now. `null` floor: no HorizontalPodAutoscaler. `revision`: the ReplicaSet of the present template. */
export interface RunningWorkload extends Capacity {
  readonly image: string;
  /** The annotation that Tidegate left, or null when it never released here. */
  readonly version: string | null;
  /** Seconds that the running pods took from their start until they were ready, the slowest one; null when none is ready. */
  readonly startSeconds?: number | null;
  /** Seconds that a pod is given to end, and how long its preStop hook sleeps. */
  readonly graceSeconds?: number;
}

/** Progress of a candidate. `stuck` says why it can never get ready (crash loop, image that cannot be pulled). */
export interface Readiness {
  readonly wanted: number;
  readonly ready: number;
  readonly stuck: string | null;
  /** Pods of this version whose containers ended since they were created. Absent when none. */
  readonly restarted?: readonly RestartedPod[];
}

export interface Candidate {
  readonly release: ReleaseRef;
  readonly site: Site;
  readonly image: string;
  readonly version: string;
  /** Pods at first, and stable's own floor. */
  readonly capacity: Capacity;
  /** The objects of rendered manifests, instead of stable's. */
  readonly manifest?: readonly ManifestObject[];
}

/** A workload in the cluster. All writes are server-side apply with our field manager and an epoch annotation. */
export interface Workload {
  /** What runs there, or null when there is no such deployment. Throws `ClusterUnreachable`. */
  running(site: Place, environment: Environment): Promise<RunningWorkload | null>;
  /** Puts stable's objects beside it with the new image. Refuses (`StaleRelease`) over a newer epoch. */
  deploy(candidate: Candidate): Promise<void>;
  readiness(site: Place, environment: Environment): Promise<Readiness>;
  /**
   * Takes a version away: deletes what we made except the kinds in `keep`, scales to zero what we did not make.
   * Answers false while something of it still stops.
   */
  remove(removal: Removal): Promise<boolean>;
}
export interface Removal {
  readonly release: ReleaseRef;
  readonly cluster: string;
  readonly namespace: string;
  readonly deployment: string;
  readonly keep: readonly string[];
}

/** How the pods of a version fare while users are on it. */
export interface PodWatch {
  /** Containers that ended since then (ISO 8601), and pods that run but are not ready. Throws `ClusterUnreachable`. */
  health(site: Place, environment: Environment, since: string): Promise<PodsHealth>;
}

/** Versions that take each other's place in one deployment. */
export interface InPlace {
  /** Gives the deployment the new image; pods that were scaled to zero come back, as many as `capacity` says. */
  replace(candidate: Candidate): Promise<void>;
  /** Scales what is not the candidate's image to zero. False while a pod of it still runs. */
  stop(candidate: Pick<Candidate, 'release' | 'site' | 'image'>): Promise<boolean>;
  /**
   * Puts the former template and at least the former number of pods back; `stopFirst`: once no pod of the new version runs.
   * False until all its pods are ready. Refuses (`StaleRelease`) over a newer epoch; leaves alone what somebody else changed since.
   */
  restore(release: ReleaseRef, item: UndoOf<'version'>): Promise<boolean>;
}

/** Capacity while users move. */
export interface Scaling {
  /** Gives the candidate at least so many pods (by its autoscaler's floor where it has one) and pins stable's floor at what stable has. */
  scale(candidate: Pick<Candidate, 'release' | 'site'>, replicas: number): Promise<void>;
  /** Gives the autoscaler of a deployment its own floor back where it still has the one that we pinned; else leaves it alone. */
  restoreFloor(release: ReleaseRef, item: Omit<UndoOf<'floor'>, 'kind' | 'tier'>): Promise<void>;
}
