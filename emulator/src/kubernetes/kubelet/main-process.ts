import type { Endpoint, Image } from '../../ports.ts';
import type { ContainerLog } from './container-log.ts';
import type { ContainerProcess } from './container-process.ts';
import type { NodeContext } from './node-context.ts';
import type { ProbeResult } from './probe.ts';

/** The process that a container is about: a child of this process, or a program in it. */
export interface MainProcess extends ContainerProcess {
  readonly endpoint: Endpoint;
  /** Runs a further command in the container. */
  exec(command: readonly string[], signal: AbortSignal): Promise<ProbeResult>;
}

/** What a main process is started with; `env` lacks only what depends on the host. */
export interface MainOptions {
  readonly node: NodeContext;
  readonly image: Image;
  /** Not yet expanded; like `env` it knows the container's paths. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Turns the container's paths into those of this host. */
  readonly rewrite: (text: string) => string;
  /** The reference by which the pod names its image. */
  readonly label: string;
  readonly log: ContainerLog;
  /** It is there to end, as those of a Job are. */
  readonly isTask: boolean;
}
