/** What the emulated services ask of each other in process. Unmodified SDK clients never see these; they use the wire. */
import type { Clock } from './clock.ts';

/** Facts that every service shares. `random` is seeded: one seed makes a run repeatable. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export interface EventBus {
  /** Puts an AWS service event on the default bus; delivery is asynchronous, at least once, in no order. */
  publish(event: ServiceEvent): void;
}
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources?: readonly string[];
}

export interface Functions {
  /** `request` waits for the answer; `event` queues, answers at once, and retries twice as Lambda does. */
  invoke(nameOrArn: string, payload: unknown, kind: 'request' | 'event'): Promise<Invocation>;
}
/** `errorType` and `errorMessage` are set when the function failed; they are what Step Functions sees. */
export interface Invocation {
  readonly payload?: unknown;
  readonly errorType?: string;
  readonly errorMessage?: string;
}

export interface Machines {
  /** Starts an execution and answers its ARN. */
  start(stateMachineArn: string, input: unknown, name?: string): string;
}

export interface MetricSink {
  /** Adds one observation at the present emulated time. */
  record(observation: Observation): void;
}
export interface Observation {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The VPC: which process on 127.0.0.1 stands behind a pod's address. */
export interface Network {
  /** `label` says what runs there (an image reference); the load balancer shows it in `x-emulated-image`. */
  attach(address: string, port: number, hostPort: number, label?: string): void;
  detach(address: string, port: number): void;
  /** The port on 127.0.0.1, or undefined when nothing listens there. */
  resolve(address: string, port: number): number | undefined;
  /** The label given at attach. */
  labelOf(address: string, port: number): string | undefined;
}

/** What the TargetGroupBinding controller does to a target group. Both spend the account's Register/Deregister budget. */
export interface TargetRegistrar {
  register(targetGroupArn: string, address: string, port: number): void;
  deregister(targetGroupArn: string, address: string, port: number): void;
  /** 'unused' | 'initial' | 'healthy' | 'unhealthy' | 'draining' | undefined when not registered. */
  health(targetGroupArn: string, address: string, port: number): string | undefined;
}

/** An image is a command that serves HTTP on $PORT, with what the kubelet may override. */
export interface Image {
  readonly repository: string;
  readonly digest: string;
  readonly tags: readonly string[];
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Folder the command runs in. */
  readonly workingDirectory?: string;
}
export interface ImageRegistry {
  /** `reference` is what a pod's spec says: `<account>.dkr.ecr.<region>.amazonaws.com/<repository>[:tag|@sha256:...]`. */
  pull(reference: string): Image | undefined;
}
