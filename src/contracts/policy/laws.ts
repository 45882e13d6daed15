/** What the parts of a policy owe each other. */
import type * as z from 'zod';
import { type Breach, breach } from './breach.ts';
import type { Flags } from './flags.ts';
import { gateLaws } from './gate-laws.ts';
import type { Gates } from './gates.ts';
import { migrationLaws } from './migration-laws.ts';
import type { Migrations } from './migrations.ts';
import type { Traffic } from './traffic.ts';

interface Parts {
  readonly workload: { readonly namespaces: { readonly blue: string; readonly green?: string | undefined } };
  readonly traffic: Traffic;
  readonly flags?: z.infer<typeof Flags> | undefined;
  readonly health: { readonly alarms: readonly string[] };
  readonly gates?: Gates | undefined;
  readonly migrations?: Migrations | undefined;
}
type Law = (policy: Parts) => readonly Breach[];

const oneRouter: Law = ({ traffic: { listenerRule, targetGroups, ingress } }) => {
  if (ingress !== undefined)
    return listenerRule === undefined && targetGroups === undefined
      ? []
      : breach(['traffic', 'ingress'], 'give either ingress, or listenerRule and targetGroups');
  if (listenerRule === undefined)
    return breach(['traffic', 'listenerRule'], 'give listenerRule and targetGroups, or ingress');
  return targetGroups === undefined
    ? breach(['traffic', 'targetGroups'], 'name the target group of blue, and of green if there is one')
    : [];
};

const ingressInOneNamespace: Law = ({ workload: { namespaces }, traffic }) =>
  traffic.ingress === undefined || namespaces.blue === namespaces.green
    ? []
    : breach(
        ['workload', 'namespaces', 'green'],
        'name the same namespace for blue and green: an Ingress reaches no service of another namespace',
      );

const greenEverywhereOrNowhere: Law = ({ workload: { namespaces }, traffic: { targetGroups } }) =>
  targetGroups === undefined || (namespaces.green === undefined) === (targetGroups.green === undefined)
    ? []
    : breach(
        ['traffic', 'targetGroups', 'green'],
        'name green in both workload.namespaces and traffic.targetGroups, or in neither',
      );

const twoTargetGroups: Law = ({ traffic: { targetGroups } }) =>
  targetGroups === undefined || targetGroups.blue !== targetGroups.green
    ? []
    : breach(['traffic', 'targetGroups', 'green'], 'name two different target groups: one for blue, one for green');

const flipsAtSteps: Law = ({ traffic, flags }) => {
  const weights = traffic.steps.map((step) => step.weight);
  return (flags?.flip ?? []).flatMap((flip, i) =>
    weights.includes(flip.at)
      ? []
      : breach(
          ['flags', 'flip', i, 'at'],
          `flip the flag at one of the weights of traffic.steps: ${weights.join(', ')}`,
        ),
  );
};

const someFlag: Law = ({ flags }) =>
  flags === undefined || flags.flip.length + flags.raise.length > 0
    ? []
    : breach(['flags', 'flip'], 'name at least one flag in flip or raise, or leave flags out');

const laws: readonly Law[] = [
  oneRouter,
  ingressInOneNamespace,
  greenEverywhereOrNowhere,
  twoTargetGroups,
  flipsAtSteps,
  someFlag,
  gateLaws,
  migrationLaws,
];

/** Reports every breach with its path, for zod's `superRefine`. */
export const policyLaws = (policy: Parts, context: z.core.$RefinementCtx<unknown>): void => {
  for (const { path, message } of laws.flatMap((law) => law(policy)))
    context.issues.push({ code: 'custom', path: [...path], message, input: valueAt(policy, path) });
};

const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], value);
