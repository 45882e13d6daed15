import { spawn } from 'node:child_process';
import type { Image } from '../../ports.ts';
import { containerPort } from '../endpoints.ts';
import type { Container, IntOrString, Pod } from '../objects/pod.ts';
import { type ContainerLog, createContainerLog } from './container-log.ts';
import { type ContainerProcess, type Exit, endedSoon, listening, startProcess } from './container-process.ts';
import { containerEnvironment, expanded } from './environment.ts';
import { freeHostPort } from './host-port.ts';
import type { NodeContext } from './node-context.ts';
import type { ProbeResult, ProbeTarget } from './probe.ts';

/** One life of a container: its process, its ports in the VPC and its output. */
export interface ContainerRun {
  readonly log: ContainerLog;
  readonly exited: Promise<Exit>;
  readonly probeTarget: ProbeTarget;
  /** SIGTERM to the main process. */
  terminate(): void;
  /** SIGKILL to everything in the container. */
  kill(): void;
}

const fallbackPort = 80;

/** Starts the container; emulated time runs at 1x until it first accepts a connection or ends. Throws ContainerConfigError. */
export async function startRun(node: NodeContext, pod: Pod, container: Container, image: Image): Promise<ContainerRun> {
  const declared = containerEnvironment(node.api, pod, container, image.env);
  const done = node.clock.busy();
  const port = await freeHostPort();
  const env = { ...declared, PORT: String(port), HOST: '127.0.0.1' };
  const log = createContainerLog(() => node.clock.now());
  const child = startProcess({
    command: commandOf(container, image).map((part) => expanded(part, env)),
    env,
    workingDirectory: image.workingDirectory,
    reaper: node.reaper,
    onOutput: (chunk) => log.write(chunk),
  });
  const ports = portsOf(container, declared);
  const address = pod.status.podIP ?? '';
  for (const one of ports) node.network.attach(address, one, port, container.image ?? '');
  void child.exited.then(() => {
    for (const one of ports) node.network.detach(address, one);
    log.end();
  });
  void listening(port, child.exited).then(done);
  return runOf(node, pod, child, log, env, image.workingDirectory);
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

function runOf(
  node: NodeContext,
  pod: Pod,
  child: ContainerProcess,
  log: ContainerLog,
  env: Readonly<Record<string, string>>,
  workingDirectory: string | undefined,
): ContainerRun {
  const hostPort = (port: IntOrString) => {
    const number = containerPort(pod, port);
    return number === undefined ? undefined : node.network.resolve(pod.status.podIP ?? '', number);
  };
  const exec = (command: readonly string[], signal: AbortSignal) => execute(command, env, workingDirectory, signal);
  return {
    log,
    exited: child.exited,
    probeTarget: { clock: node.clock, random: node.random, hostPort, exec },
    kill: child.kill,
    terminate() {
      const done = node.clock.busy();
      child.terminate();
      void endedSoon(child.exited).then(done);
    },
  };
}

function execute(
  [file = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string | undefined,
  signal: AbortSignal,
): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env['PATH'] ?? '', ...env }, cwd, signal, stdio: 'ignore' } as const;
    const child = spawn(file, args, options);
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('exit', (code) => {
      resolve(code === 0 ? { ok: true } : { ok: false, output: `command exited with code ${code}` });
    });
  });
}
