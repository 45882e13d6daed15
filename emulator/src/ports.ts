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
  /**
   * `request` waits for the answer; `event` queues, answers at once, and retries twice as Lambda does. `caller` names the
   * machine, rule, alarm or topic that invokes.
   */
  invoke(nameOrArn: string, payload: unknown, kind: 'request' | 'event', caller?: string): Promise<Invocation>;
}
/** `errorType` and `errorMessage` are set when the function failed; they are what Step Functions sees. */
export interface Invocation {
  readonly payload?: unknown;
  readonly errorType?: string;
  readonly errorMessage?: string;
}

export interface Machines {
  /** Starts an execution and answers its ARN. `caller` names the rule that starts it. */
  start(stateMachineArn: string, input: unknown, name?: string, caller?: string): string | Promise<string>;
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

/** The VPC: what listens behind a pod's address. */
export interface Network {
  /** Attaching an address and port again replaces what stood there. */
  attach(address: string, port: number, endpoint: Endpoint): void;
  detach(address: string, port: number): void;
  /** From now on nothing comes back from these addresses, not even a refusal. The answer ends it. */
  silence(reaches: (address: string) => boolean): () => void;
  /** Undefined when nothing listens there. */
  at(address: string, port: number): Endpoint | undefined;
}

/** What listens in the VPC: a process on a port of 127.0.0.1, or a program in this process. */
export interface Endpoint {
  /** Says what runs there (an image reference); the load balancer shows it in `x-emulated-image`. */
  readonly label: string | undefined;
  /** The port on 127.0.0.1; undefined for a program, whose work takes no real time. */
  readonly hostPort: number | undefined;
  /** Whoever connects waits until he gives up: the node behind the address is lost. */
  readonly silent?: true;
  accepts(): Promise<boolean>;
  /** The status of the answer; `broken` also when the signal aborts first. */
  knock(request: VpcRequest, signal: AbortSignal): Promise<number | EndpointFailure>;
  /** The whole answer; `broken` also when the signal aborts first. */
  ask(request: VpcRequest, signal: AbortSignal): Promise<VpcReply | EndpointFailure>;
}
/** `refused`: no connection; `broken`: it ended before an answer. */
export type EndpointFailure = 'refused' | 'broken';

/** A request inside the VPC: `path` has the query string, names of headers are in lower case. */
export interface VpcRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}
export interface VpcReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** A container's main process as an object of this process: virtual time, no sockets. */
export interface Program {
  /** Answers a request; one that throws breaks the connection and logs why. Without it all connections are refused. */
  handle?(request: VpcRequest): ProgramAnswer | Promise<ProgramAnswer>;
  /** SIGTERM; the program then calls `exit` when it is ready. Without it SIGTERM ends the program at once. */
  terminate?(): void;
  /** A command in the container, for exec probes and hooks; answers its exit code. Without it no command is found. */
  exec?(command: readonly string[]): number | Promise<number>;
}
/** `delayMs` is emulated time from the request to the answer. */
export interface ProgramAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
}
/** What a program gets of its container: `command` is the image's or the pod's own, with the pod's arguments. */
export interface ProgramHost {
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly clock: Clock;
  log(line: string): void;
  /** Ends the program; its open connections break. */
  exit(exitCode: number): void;
}
/** Starts one container; it accepts connections once this has returned or resolved. One that throws exits with code 1. */
export type StartProgram = (host: ProgramHost) => Program | Promise<Program>;

/** What the TargetGroupBinding controller does to a target group: each call spends the account's Register/Deregister budget. */
export interface TargetRegistrar {
  register(targetGroupArn: string, targets: readonly TargetAddress[]): void;
  deregister(targetGroupArn: string, targets: readonly TargetAddress[]): void;
  /** 'unused' | 'initial' | 'healthy' | 'unhealthy' | 'draining' | undefined when not registered. */
  health(targetGroupArn: string, address: string, port: number): string | undefined;
}

/** Where a target of type `ip` listens. */
export interface TargetAddress {
  readonly address: string;
  readonly port: number;
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
  /** Folders of the image by their absolute path in it: where their files are on this host. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Runs in this process in place of the command. */
  readonly program?: StartProgram;
}
export interface ImageRegistry {
  /** `reference` is what a pod's spec says: `<account>.dkr.ecr.<region>.amazonaws.com/<repository>[:tag|@sha256:...]`. */
  pull(reference: string): Image | undefined;
}
