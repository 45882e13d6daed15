import type { Image } from '../../ports.ts';
import { containerPort } from '../endpoints.ts';
import type { Container, IntOrString, Pod } from '../objects/pod.ts';
import { startChild } from './child-main.ts';
import { type ContainerLog, createContainerLog } from './container-log.ts';
import type { Exit } from './container-process.ts';
import { containerEnvironment } from './environment.ts';
import type { MainOptions, MainProcess } from './main-process.ts';
import type { NodeContext } from './node-context.ts';
import type { ProbeTarget } from './probe.ts';
import { startProgram } from './program-main.ts';
import { terminationMessage } from './termination-message.ts';
import { containerPaths } from './volumes/container-paths.ts';
import type { PodFolder } from './volumes/pod-folder.ts';

/** One life of a container: its process, its ports in the VPC and its output. */
export interface ContainerRun {
  readonly log: ContainerLog;
  readonly exited: Promise<Exit>;
  readonly probeTarget: ProbeTarget;
  /** SIGTERM to the main process. */
  terminate(): void;
  /** SIGKILL to everything in the container. */
  kill(): void;
  /** What it says of its end, once it has ended. */
  message(exit: Exit): string | undefined;
}

/** What a run is made of; `life` counts the container's runs in its pod. */
export interface RunOptions {
  readonly node: NodeContext;
  readonly pod: Pod;
  readonly container: Container;
  readonly image: Image;
  readonly folder: PodFolder;
  readonly life: number;
}

const fallbackPort = 80;

/** Starts the container. Throws ContainerConfigError. */
export async function startRun(options: RunOptions): Promise<ContainerRun> {
  const { node, pod, container, image } = options;
  const env = containerEnvironment(node.api, pod, container, image.env);
  const log = createContainerLog(() => node.clock.now());
  const command = commandOf(container, image);
  const { rewrite, messageFile } = containerPaths({ ...options, told: [...command, ...Object.values(env)] });
  const isTask = (pod.spec.restartPolicy ?? 'Always') !== 'Always';
  const main = await startMain({ node, image, command, env, rewrite, label: container.image ?? '', log, isTask });
  attach(node, pod.status.podIP ?? '', portsOf(container, env), main);
  void main.exited.then(() => log.end());
  const { exited, terminate, kill } = main;
  const message = (exit: Exit) => terminationMessage(container, exit, messageFile, log.lines());
  return { log, exited, terminate, kill, message, probeTarget: probeTargetOf(node, pod, main) };
}

function attach({ network }: NodeContext, address: string, ports: readonly number[], main: MainProcess): void {
  for (const port of ports) network.attach(address, port, main.endpoint);
  void main.exited.then(() => {
    for (const port of ports) network.detach(address, port);
  });
}

async function startMain(options: MainOptions): Promise<MainProcess> {
  const { program } = options.image;
  return program === undefined ? startChild(options) : startProgram(program, options);
}

/** A pod may override the whole command, or add arguments to the image's. */
function commandOf({ command, args = [] }: Container, image: Image): readonly string[] {
  return [...(command ?? image.command), ...args];
}

/** The ports that the process stands behind: those declared, else what the image or pod sets as PORT, else 80. */
function portsOf({ ports = [] }: Container, declared: Readonly<Record<string, string>>): readonly number[] {
  if (ports.length > 0) return ports.map((port) => port.containerPort);
  const given = Number(declared['PORT']);
  return [Number.isInteger(given) && given > 0 ? given : fallbackPort];
}

function probeTargetOf(node: NodeContext, pod: Pod, { exec }: MainProcess): ProbeTarget {
  const endpoint = (port: IntOrString) => {
    const number = containerPort(pod, port);
    return number === undefined ? undefined : node.network.at(pod.status.podIP ?? '', number);
  };
  return { clock: node.clock, random: node.random, endpoint, exec };
}
