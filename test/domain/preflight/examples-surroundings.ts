import { beside, example, inPlace, slots } from './example.ts';
import * as f from './facts.ts';

const service = (changes: object) => ({ ...f.service, spec: { ...f.service.spec, ...changes } });

/** Of what stands around them in their namespace. */
export const surroundingExamples = {
  'budget-missing': example(
    beside,
    f.withStable({ budgets: [] }),
    'warning',
    'no PodDisruptionBudget',
    'maxUnavailable: 1',
  ),
  'budget-blocks': example(
    beside,
    f.withStable({ budgets: [{ ...f.budget, spec: { minAvailable: 3 } }] }),
    'warning',
    'none of the 3',
    '"minAvailable":null,"maxUnavailable":1',
  ),
  'budget-empty': example(
    beside,
    f.withStable({ budgets: [{ ...f.budget, spec: { maxUnavailable: '100%' } }] }),
    'warning',
    'all 3',
    '"maxUnavailable":1',
  ),
  'autoscaler-missing': example(
    beside,
    f.withStable({ autoscalers: [] }),
    'warning',
    'no Horizontal',
    'kubectl autoscale',
  ),
  'autoscaler-floor': example(
    beside,
    f.withStable({ autoscalers: [{ ...f.autoscaler, spec: { maxReplicas: 9 } }] }),
    'warning',
    'minReplicas is 1',
    '"minReplicas":2',
  ),
  'autoscaler-ceiling': example(
    beside,
    f.withStable({ autoscalers: [{ ...f.autoscaler, spec: { minReplicas: 2, maxReplicas: 3 } }] }),
    'warning',
    'maxReplicas is 3',
    '"maxReplicas":5',
  ),
  'service-missing': example(beside, f.withStable({ services: [] }), 'error', 'no Service', 'kind: Service'),
  'service-differs': example(
    beside,
    f.withCandidate({ services: [service({ ports: [{ port: 80, targetPort: 9090 }] })] }),
    'warning',
    'not those of Service orders-blue/orders',
    '"targetPort":"http"',
  ),
  'port-unresolved': example(
    inPlace,
    f.withStable({ services: [service({ ports: [{ port: 80, targetPort: 'web' }] })] }),
    'error',
    'goes to web',
    '"targetPort":"http"',
  ),
  'slot-label-missing': example(
    slots,
    f.exemplary,
    'error',
    'its selector lacks tidegate.dev/slot',
    'tidegate.dev/slot',
  ),
  'binding-missing': example(
    beside,
    f.withStable({ bindings: [] }),
    'error',
    'no TargetGroupBinding',
    `targetGroupARN: ${f.blue}`,
  ),
  'readiness-gate-missing': example(
    beside,
    f.withCandidate({ namespaceLabels: {} }),
    'warning',
    'no label',
    'namespace orders-green',
  ),
};
