import { BadRequest } from './bad-request.ts';
import { OrderFields } from './order-fields.ts';

/** What can go wrong in a cluster. Each throws when there is no such pod or node. */
export interface BreakableCluster {
  killPod(pod: { readonly namespace: string; readonly name: string }): void;
  failNode(name: string): Promise<void>;
  restoreNode(name: string): void;
  setIngressLag(ms: number): void;
}

/** Where functions and clusters to be broken are found. */
export interface Breakables {
  crashFunction(functionName: string, afterMs: number): void;
  findCluster(name: string): BreakableCluster | undefined;
}

/** `{"functionName", "afterMs"}`: the process of the function's next invocation dies so many emulated ms after it began. */
export function crashFunction(breakables: Breakables, body: unknown): void {
  const order = new OrderFields(body, ['functionName', 'afterMs']);
  const functionName = order.text('functionName', 'the function whose next invocation dies');
  breakables.crashFunction(functionName, order.wholeNumber('afterMs', 0));
}

/** `{"cluster", "namespace", "name"}`: the pod's processes are killed; its restart policy decides what follows. */
export async function crashPod(breakables: Breakables, body: unknown): Promise<void> {
  const order = new OrderFields(body, ['cluster', 'namespace', 'name']);
  const cluster = clusterOf(breakables, order);
  const namespace = order.text('namespace', "the pod's namespace");
  const name = order.text('name', "the pod's name");
  await attempt(() => cluster.killPod({ namespace, name }));
}

/** `{"cluster", "node"}`: the node is lost with all its processes. */
export async function failNode(breakables: Breakables, body: unknown): Promise<void> {
  const { cluster, node } = nodeOrder(breakables, body);
  await attempt(() => cluster.failNode(node));
}

/** `{"cluster", "node"}`: a lost node is back, empty. */
export async function restoreNode(breakables: Breakables, body: unknown): Promise<void> {
  const { cluster, node } = nodeOrder(breakables, body);
  await attempt(() => cluster.restoreNode(node));
}

/** `{"cluster", "ms"}`: how long the AWS Load Balancer Controller takes to get to an Ingress that has changed. */
export function setIngressLag(breakables: Breakables, body: unknown): void {
  const order = new OrderFields(body, ['cluster', 'ms']);
  clusterOf(breakables, order).setIngressLag(order.wholeNumber('ms'));
}

function nodeOrder(breakables: Breakables, body: unknown) {
  const order = new OrderFields(body, ['cluster', 'node']);
  return { cluster: clusterOf(breakables, order), node: order.text('node', "the node's name") };
}

function clusterOf(breakables: Breakables, order: OrderFields): BreakableCluster {
  const name = order.text('cluster', "the cluster's name");
  const cluster = breakables.findCluster(name);
  if (cluster) return cluster;
  throw new BadRequest(`there is no cluster '${name}'`);
}

/** What a cluster refuses is the order's fault: it names a pod or node that is not there. */
async function attempt(act: () => void | Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw new BadRequest(error instanceof Error ? error.message : String(error));
  }
}
