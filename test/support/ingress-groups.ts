import type { Cluster } from '../../emulator/src/kubernetes/cluster.ts';

/** The target groups that the controller makes for the two slots of the Ingress `shop`; waits for them up to a minute. */
export async function groupsOfIngress(
  { api }: Pick<Cluster, 'api'>,
  namespace: string,
  sleep: (ms: number) => Promise<void>,
): Promise<{ readonly blue: string; readonly green: string }> {
  for (let waited = 0; waited < 60; waited += 1) {
    await sleep(1_000);
    const bindings = api.list('targetgroupbindings', namespace);
    const groupOf = (name: string) => bindings.find(({ spec }) => spec.serviceRef.name === name)?.spec.targetGroupARN;
    const [blue, green] = [groupOf('shop-blue'), groupOf('shop-green')];
    if (blue !== undefined && green !== undefined) return { blue, green };
  }
  throw new Error('the controller made no target groups of the Ingress');
}
