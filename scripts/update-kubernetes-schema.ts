// Writes emulator/src/kubernetes/schema/kubernetes.json from the OpenAPI document of a real kube-apiserver:
//   KUBE_CONTRACT=<json file with server, token, caFile> node scripts/update-kubernetes-schema.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';

type Definition = { readonly [field: string]: unknown };

const kinds = [
  'api.core.v1.Namespace',
  'api.core.v1.Node',
  'api.core.v1.Pod',
  'api.core.v1.Service',
  'api.core.v1.ConfigMap',
  'api.core.v1.Secret',
  'api.core.v1.ServiceAccount',
  'api.core.v1.Event',
  'api.core.v1.ResourceQuota',
  'api.apps.v1.Deployment',
  'api.apps.v1.ReplicaSet',
  'api.autoscaling.v1.Scale',
  'api.autoscaling.v2.HorizontalPodAutoscaler',
  'api.batch.v1.CronJob',
  'api.batch.v1.Job',
  'api.discovery.v1.EndpointSlice',
  'api.networking.v1.Ingress',
  'api.networking.v1.IngressClass',
  'api.policy.v1.PodDisruptionBudget',
];
const left = new Set(['description', 'x-kubernetes-group-version-kind', 'x-kubernetes-unions']);

function trimmed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(trimmed);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([name, value]) => !left.has(name) || isProperty(value));
  return Object.fromEntries(kept.map(([name, value]) => [name, trimmed(value)]));
}

function isProperty(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value);
}

function reachable(definitions: Readonly<Record<string, Definition>>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const pending = kinds.map((kind) => `io.k8s.${kind}`);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found[name] !== undefined) continue;
    const definition = definitions[name];
    if (definition === undefined) throw new Error(`The server does not define ${name}.`);
    found[name] = trimmed(definition);
    for (const [, next] of JSON.stringify(definition).matchAll(/"#\/definitions\/([^"]+)"/g)) pending.push(next ?? '');
  }
  return Object.fromEntries(Object.entries(found).sort(([one], [other]) => one.localeCompare(other)));
}

async function openApi(file: string): Promise<Readonly<Record<string, Definition>>> {
  const { server, token, caFile } = JSON.parse(readFileSync(file, 'utf8'));
  const options = {
    ca: readFileSync(caFile),
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
  };
  const text = await new Promise<string>((resolve, reject) => {
    const call = request(`${server}/openapi/v2`, options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve(Buffer.concat(chunks).toString());
    });
    call.on('error', reject).end();
  });
  return JSON.parse(text).definitions;
}

const contract = process.env['KUBE_CONTRACT'];
if (contract === undefined) throw new Error('Set KUBE_CONTRACT to a JSON file with server, token and caFile.');
const target = new URL('../emulator/src/kubernetes/schema/kubernetes.json', import.meta.url);
writeFileSync(target, `${JSON.stringify({ definitions: reachable(await openApi(contract)) }, null, 2)}\n`);
