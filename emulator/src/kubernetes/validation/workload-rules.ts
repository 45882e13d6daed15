import { matchesSelector } from '../api/label-selector.ts';
import type { Cause } from '../api/status-error.ts';
import { equal } from '../objects/json.ts';
import type { LabelSelector } from '../objects/meta.ts';
import type { PodTemplate } from '../objects/pod.ts';
import type {
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  PodDisruptionBudget,
  ReplicaSet,
} from '../objects/workloads.ts';
import { forbiddenField, invalidValue, required, unsupported, when } from './causes.ts';
import { labelCauses } from './names.ts';
import { podSpecCauses } from './pod-rules.ts';

const negative = 'must be greater than or equal to 0';

export function deploymentCauses(deployment: Deployment): readonly Cause[] {
  const { spec } = deployment;
  const [deadline, minReady] = [spec.progressDeadlineSeconds ?? 600, spec.minReadySeconds ?? 0];
  return [
    ...replicatedCauses(deployment),
    ...strategyCauses(deployment),
    ...when(minReady < 0, () => invalidValue('spec.minReadySeconds', minReady, negative)),
    ...when(deadline <= minReady, () =>
      invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'),
    ),
  ];
}

export function replicatedCauses({ spec }: Deployment | ReplicaSet): readonly Cause[] {
  const { replicas } = spec;
  return [
    ...selectorCauses(spec.selector, spec.template),
    ...templateCauses(spec.template, ['Always']),
    ...when(replicas < 0, () => invalidValue('spec.replicas', replicas, negative)),
  ];
}

function selectorCauses(selector: LabelSelector | undefined, template: PodTemplate | undefined): readonly Cause[] {
  if (selector === undefined || template === undefined) return [];
  const labels = template.metadata?.labels ?? {};
  const rules = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length;
  if (rules === 0) return [invalidValue('spec.selector', selector, 'empty selector is invalid for deployment')];
  return [
    ...labelCauses('spec.selector.matchLabels', selector.matchLabels),
    ...when(!matchesSelector(selector, labels), () =>
      invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'),
    ),
  ];
}

function templateCauses(template: PodTemplate | undefined, policies: readonly string[]): readonly Cause[] {
  const field = 'spec.template.spec';
  if (template === undefined) return [];
  if (template.spec === undefined) return [required(`${field}.containers`)];
  const policy = template.spec.restartPolicy ?? 'Always';
  return [
    ...labelCauses('spec.template.labels', template.metadata?.labels),
    ...podSpecCauses(template.spec, field),
    ...when(!policies.includes(policy), () => unsupported(`${field}.restartPolicy`, policy, policies)),
  ];
}

function strategyCauses({ spec: { strategy } }: Deployment): readonly Cause[] {
  const path = 'spec.strategy.rollingUpdate';
  if (strategy.type !== 'RollingUpdate') {
    const why = "may not be specified when strategy `type` is 'Recreate'";
    return when(strategy.rollingUpdate !== undefined, () => forbiddenField(path, why));
  }
  const { maxSurge, maxUnavailable } = strategy.rollingUpdate ?? {};
  return when(isZero(maxSurge) && isZero(maxUnavailable), () =>
    invalidValue(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'),
  );
}

function isZero(value: number | string | undefined): boolean {
  return value === 0 || value === '0%';
}

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
] as const;

export function jobCauses({ spec, metadata }: Job): readonly Cause[] {
  const generated = { matchLabels: { 'batch.kubernetes.io/controller-uid': metadata.uid } };
  const isForeign = spec.manualSelector !== true && !equal(spec.selector, generated);
  return [
    ...counts.flatMap((name) => when((spec[name] ?? 0) < 0, () => invalidValue(`spec.${name}`, spec[name], negative))),
    ...when(isForeign, () => invalidValue('spec.selector', spec.selector, '`selector` not auto-generated')),
    ...templateCauses(spec.template, ['OnFailure', 'Never']),
  ];
}

export function autoscalerCauses({ spec }: HorizontalPodAutoscaler): readonly Cause[] {
  const [min, max] = [spec.minReplicas, spec.maxReplicas];
  const field = 'spec.maxReplicas';
  return [
    ...when(min < 1, () => invalidValue('spec.minReplicas', min, 'must be greater than or equal to 1')),
    ...when(max < 1, () => invalidValue(field, max, 'must be greater than 0')),
    ...when(max < min, () => invalidValue(field, max, 'must be greater than or equal to `minReplicas`')),
  ];
}

export function disruptionBudgetCauses({ spec }: PodDisruptionBudget): readonly Cause[] {
  const both = spec.minAvailable !== undefined && spec.maxUnavailable !== undefined;
  const why = 'minAvailable and maxUnavailable cannot be both set';
  return when(both, () => invalidValue('spec', spec, why));
}
