import type { Step } from '../../src/contracts/plan.ts';

/** A step of a plan in a few words. */
export function stepText(step: Step): string {
  if (step.kind === 'bake') return `bake at ${step.weight} %${step.audience === 'cohort' ? ' (cohort)' : ''}`;
  if (step.kind === 'migrate') return `migrate ${step.database}`;
  if (step.kind !== 'gate') return step.kind;
  if (step.before === 0) return 'gate before deploy';
  return step.before === step.weight ? 'gate before retire' : `gate before ${step.before} %`;
}
