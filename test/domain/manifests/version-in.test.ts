import { describe, expect, it } from '@jest/globals';
import { kinds } from '../../../src/adapters/k8s/kinds.ts';
import { type PlacedObject, readManifests } from '../../../src/contracts/manifests.ts';
import { ownKinds } from '../../../src/domain/manifests/own-kinds.ts';
import { versionIn } from '../../../src/domain/manifests/sort-manifests.ts';
import { chart, document } from '../../support/rendered-manifests.ts';

const wanted = { deployments: ['orders'], container: 'app' };
const placed = (text: string): readonly PlacedObject[] => {
  const reading = readManifests(text);
  if ('problems' in reading) throw new Error(reading.problems.join('; '));
  return reading.objects;
};
const version = (text: string, workload = wanted) => {
  const found = versionIn(placed(text), workload);
  if ('problems' in found) throw new Error(found.problems.join('; '));
  return { ...found, names: found.ours.map(({ kind, metadata }) => `${kind}/${metadata.name}`) };
};
const problems = (text: string, workload = wanted) => {
  const found = versionIn(placed(text), workload);
  return 'problems' in found ? found.problems : [];
};

describe('one version of a workload', () => {
  it('is its Deployment, what leads to its pods, scales and guards them, and what they refer to', () => {
    expect(version(chart()).names).toEqual([
      ...['ServiceAccount/orders', 'ConfigMap/orders-env', 'Secret/orders-db', 'Secret/orders-pull'],
      ...['Service/orders', 'TargetGroupBinding/orders', 'Deployment/orders'],
      ...['HorizontalPodAutoscaler/orders', 'PodDisruptionBudget/orders'],
    ]);
  });

  it('leaves everything else alone, and says why', () => {
    const rest = [
      document('networking.k8s.io/v1', 'Ingress', 'shop'),
      document('batch/v1', 'CronJob', 'cleanup'),
      document('serving.knative.dev/v1', 'Service', 'functions'),
      document('apps/v1', 'Deployment', 'worker'),
      document('v1', 'Service', 'worker', { spec: { selector: { app: 'worker' } } }),
      document('v1', 'ConfigMap', 'worker-env'),
      document('v1', 'ConfigMap', 'migration', { metadata: { annotations: { 'helm.sh/hook': 'pre-upgrade' } } }),
      document('policy/v1', 'PodDisruptionBudget', 'worker', {
        spec: { selector: { matchLabels: { app: 'worker' } } },
      }),
    ];
    expect(version([chart(), ...rest].join('---\n')).untouched).toEqual([
      'Ingress/shop: left alone, it is not part of one version',
      'CronJob/cleanup: left alone, it is not part of one version',
      'Service/functions: left alone, it is not part of one version',
      'Deployment/worker: left alone, it is another workload',
      'Service/worker: left alone, it does not lead to the pods of orders',
      'ConfigMap/worker-env: left alone, the pods of orders do not refer to it',
      'ConfigMap/migration: left alone, it is a Helm hook',
      'PodDisruptionBudget/worker: left alone, it does not guard the pods of orders',
    ]);
  });

  it('is not decided by namespaces in the file, and says so', () => {
    const text = document('v1', 'ConfigMap', 'orders-files', { metadata: { namespace: 'prod' } });
    expect(version([chart({ refersTo: 'orders-files' }), text].join('---\n')).untouched).toEqual([
      'metadata.namespace (prod): not used, the release decides where its objects go',
    ]);
  });

  it('shortens a list that is too long for a plan', () => {
    const many = Array.from({ length: 60 }, (_, i) => document('v1', 'ConfigMap', `other-${i}`));
    const { untouched } = version([chart(), ...many].join('---\n'));
    expect(untouched).toHaveLength(51);
    expect(untouched.at(-1)).toBe('and 10 more objects: left alone');
  });

  it('may have the name of a slot where slots are told apart by name', () => {
    const slots = { deployments: ['shop', 'orders', 'shop-green'], container: 'app' };
    expect(version(chart(), slots).names).toContain('Deployment/orders');
  });
});

describe('a file that is no version', () => {
  it('has no Deployment of the workload', () => {
    expect(problems(document('apps/v1', 'Deployment', 'other'))).toEqual([
      'the file has no Deployment orders (it has other): render it, or correct workload.deployment in the policy',
    ]);
    expect(problems('')).toEqual([expect.stringContaining('(it has none)')]);
  });

  it('has two of them', () => {
    const both = [chart(), document('apps/v1', 'Deployment', 'orders-blue')].join('---\n');
    expect(problems(both, { ...wanted, deployments: ['orders', 'orders-blue'] })).toEqual([
      'document 7 and document 10 are both its Deployment (Deployment/orders, Deployment/orders-blue): keep one of the two',
    ]);
  });

  it('lacks the container that gets the image', () => {
    expect(problems(chart(), { ...wanted, container: 'web' })).toEqual([
      'document 7 (Deployment/orders), spec.template.spec.containers: none is called web, only app, proxy: rename it, or correct workload.container in the policy',
    ]);
    expect(problems(document('apps/v1', 'Deployment', 'orders'))).toEqual([
      'document 1 (Deployment/orders), spec.template.spec.containers: there are none: render the whole Deployment',
    ]);
  });

  it('has an object twice, or in a version that is not applied', () => {
    const again = document('v1', 'ConfigMap', 'orders-env', { data: { COLOR: 'red' } });
    const old = document('autoscaling/v1', 'HorizontalPodAutoscaler', 'old', {
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'orders' } },
    });
    expect(problems([chart(), again, old].join('---\n'))).toEqual([
      'document 11 (HorizontalPodAutoscaler/old), apiVersion: it is autoscaling/v1: render it as autoscaling/v2',
      'document 10: ConfigMap/orders-env stands in document 2 already: keep one of the two',
    ]);
  });

  it('binds two target groups to the pods', () => {
    const second = document('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', 'second', {
      spec: { serviceRef: { name: 'orders', port: 80 } },
    });
    expect(problems([chart(), second].join('---\n'))).toEqual([
      'document 6 and document 10 both bind a target group to the pods: keep one of the two',
    ]);
  });

  it('is not refused for what is left alone anyway', () => {
    const worker = document('v1', 'ConfigMap', 'worker');
    expect(problems([chart(), worker, worker].join('---\n'))).toEqual([]);
  });
});

it('knows its kinds in the versions in which the cluster adapter applies them', () => {
  const applied = Object.entries(ownKinds).map(([kind]) => [kind, kinds[kind as keyof typeof kinds].apiVersion]);
  expect(ownKinds).toEqual(Object.fromEntries(applied));
});
