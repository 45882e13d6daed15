import type { Capacity, Environment, ReleaseRef, Site } from '../contracts/release.ts';

/** What runs in an environment now. `null` floor: no HorizontalPodAutoscaler. */
export interface RunningWorkload extends Capacity {
  readonly image: string;
  /** The annotation that Tidegate left, or null when it never released here. */
  readonly version: string | null;
}

/** Progress of a candidate. `stuck` says why it can never get ready (crash loop, image that cannot be pulled). */
export interface Readiness {
  readonly wanted: number;
  readonly ready: number;
  readonly stuck: string | null;
}

export interface Candidate {
  readonly release: ReleaseRef;
  readonly site: Site;
  readonly image: string;
  readonly version: string;
  readonly capacity: Capacity;
}

/** A workload in the cluster. All writes are server-side apply with our field manager and an epoch annotation. */
export interface Workload {
  /** What runs there, or null when there is no such deployment. Throws `ClusterUnreachable`. */
  running(
    site: Pick<Site, 'cluster' | 'deployment' | 'container'>,
    environment: Environment,
  ): Promise<RunningWorkload | null>;
  /** Clones stable's objects into the candidate's namespace with the new image. Refuses (`StaleRelease`) over a newer epoch. */
  deploy(candidate: Candidate): Promise<void>;
  readiness(site: Pick<Site, 'cluster' | 'deployment'>, environment: Environment): Promise<Readiness>;
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

/** Gives an autoscaler its own floor back. */
export interface Autoscaling {
  /** Sets minReplicas to `floor` where it still is the `pinned` value that we set; else leaves it alone. */
  restoreFloor(
    site: Pick<Site, 'cluster' | 'deployment'>,
    environment: Environment,
    floor: number,
    pinned: number,
  ): Promise<void>;
}
