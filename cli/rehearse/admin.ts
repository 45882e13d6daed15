import * as z from 'zod';
import { Failure } from '../exit.ts';

const RecordedCall = z.object({
  at: z.number(),
  caller: z.string(),
  service: z.string(),
  operation: z.string(),
  input: z.unknown(),
  error: z.string().optional(),
  /** Made by one AWS service to another, as when a state machine invokes a function. */
  byService: z.boolean().optional(),
});
export type RecordedCall = z.infer<typeof RecordedCall>;

const answers = {
  calls: z.object({ calls: z.array(RecordedCall) }),
  clock: z.object({ now: z.number(), timeScale: z.union([z.number(), z.literal('virtual')]) }),
  listeners: z.object({
    listeners: z.array(z.object({ listenerArn: z.string(), loadBalancerName: z.string(), port: z.number() })),
  }),
  stack: z.object({
    outputs: z.record(z.string(), z.unknown()),
    resources: z.array(z.object({ logicalId: z.string(), physicalId: z.string() })),
  }),
  logs: z.object({ lines: z.array(z.object({ at: z.number(), text: z.string() })) }),
};

export interface LogLine {
  /** Emulated epoch milliseconds. */
  readonly at: number;
  readonly text: string;
}

export interface NodeAddress {
  readonly cluster: string;
  readonly node: string;
}

/** The emulator's own API, beside those of AWS: what nobody can ask a real cloud. */
export interface Admin {
  /** Calls that AWS services got, by whom; all that match, oldest answer first. */
  calls(filter: Readonly<Record<string, string>>): Promise<RecordedCall[]>;
  /** Emulated epoch milliseconds. */
  now(): Promise<number>;
  /** The port on 127.0.0.1 behind a listener. */
  portOf(listenerArn: string): Promise<number>;
  /** An output of the packaged stack. */
  output(name: string): Promise<string>;
  /** What a function of the packaged stack wrote; `logicalId` is its name in the template. */
  logLines(logicalId: string): Promise<LogLine[]>;
  /** Breaks coming calls; the fault as the emulator takes it. */
  breakNext(fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** Kills the processes of a pod; its restart policy decides what follows. */
  killPod(pod: { readonly cluster: string; readonly namespace: string; readonly name: string }): Promise<void>;
  /** Loses a node with all its processes; the cluster notices after some time. */
  loseNode(node: NodeAddress): Promise<void>;
  /** Brings a lost node back, empty. */
  restoreNode(node: NodeAddress): Promise<void>;
}

/** Opens the admin API of a running emulator. */
export function openAdmin(endpoint: string): Admin {
  const get = async <S extends z.ZodType>(schema: S, resource: string): Promise<z.infer<S>> => {
    const response = await fetch(`${endpoint}/_emulator/${resource}`);
    return schema.parse(await bodyOf(response, resource));
  };
  return {
    calls: async (filter) => (await get(answers.calls, `calls?${new URLSearchParams(filter)}`)).calls,
    now: async () => (await get(answers.clock, 'clock')).now,
    async portOf(listenerArn) {
      const { listeners } = await get(answers.listeners, 'listeners');
      const listener = listeners.find((one) => one.listenerArn === listenerArn);
      if (!listener) throw new Failure(`the emulator has no listener ${listenerArn}`);
      return listener.port;
    },
    async output(name) {
      const { outputs } = await get(answers.stack, 'stack');
      const value = outputs[name];
      if (typeof value === 'string') return value;
      throw new Failure(`the packaged stack has no output ${name}: run \`npm run package\` again`);
    },
    async logLines(logicalId) {
      const { resources } = await get(answers.stack, 'stack');
      const functionName = resources.find((resource) => resource.logicalId === logicalId)?.physicalId;
      if (functionName === undefined) throw new Failure(`the packaged stack has no function ${logicalId}`);
      return (await get(answers.logs, `logs?${new URLSearchParams({ functionName })}`)).lines;
    },
    breakNext: (fault) => post(endpoint, 'faults', fault),
    killPod: (pod) => post(endpoint, 'pod-crashes', pod),
    loseNode: (node) => post(endpoint, 'node-failures', node),
    restoreNode: (node) => post(endpoint, 'node-restorations', node),
  };
}

async function post(endpoint: string, resource: string, order: unknown): Promise<void> {
  const response = await fetch(`${endpoint}/_emulator/${resource}`, { method: 'POST', body: JSON.stringify(order) });
  await bodyOf(response, resource);
}

async function bodyOf(response: Response, resource: string): Promise<unknown> {
  const body: unknown = await response.json();
  if (!response.ok) throw new Failure(`the emulator refused ${resource}: ${JSON.stringify(body)}`);
  return body;
}
