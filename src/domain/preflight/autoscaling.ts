import type { AutoscalerFacts } from '../../ports/inspection/cluster-facts.ts';
import type { PreflightFacts } from '../../ports/inspection.ts';
import { kubectlPatch } from './patch.ts';
import { always, type Found, type Rules } from './rule.ts';
import { objectName, ofStable, replicasOf } from './seen.ts';

const ofAutoscaler = (
  facts: PreflightFacts,
  ask: (autoscaler: AutoscalerFacts, replicas: number) => { readonly what: string; readonly spec: object } | null,
): readonly Found[] =>
  ofStable(facts, (deployment) =>
    (facts.k8s.stable.autoscalers ?? []).flatMap((autoscaler) => {
      const found = ask(autoscaler, replicasOf(deployment));
      if (found === null) return [];
      const where = objectName('HorizontalPodAutoscaler', autoscaler.metadata);
      const patch = kubectlPatch('hpa', autoscaler.metadata, { spec: found.spec });
      return [{ where, what: found.what, patch }];
    }),
  );

/** That capacity follows the users. */
export const autoscalingRules: Rules<'autoscaler-missing' | 'autoscaler-floor' | 'autoscaler-ceiling'> = {
  'autoscaler-missing': {
    severity: always('warning'),
    title: 'No HorizontalPodAutoscaler follows the load.',
    why: 'The new version may need more than the old one for the same users; nothing adds pods, and requests time out.',
    remedy: 'Add one, or accept this when the load is known.',
    find: (facts) =>
      ofStable(facts, (deployment) => {
        const { autoscalers } = facts.k8s.stable;
        if (autoscalers === undefined || autoscalers.length > 0) return [];
        const { name, namespace } = deployment.metadata;
        const least = Math.max(2, replicasOf(deployment));
        return [
          {
            where: objectName('Deployment', deployment.metadata),
            what: 'no HorizontalPodAutoscaler scales it',
            patch: `kubectl autoscale deployment ${name} -n ${namespace} --min ${least} --max ${least * 3} --cpu-percent 70`,
          },
        ];
      }),
  },
  'autoscaler-floor': {
    severity: always('warning'),
    title: 'The autoscaler may go down to one pod.',
    why: 'In a quiet hour one pod is left, and nobody answers when it or its node goes.',
    remedy: 'Set minReplicas to at least 2.',
    find: (facts) =>
      ofAutoscaler(facts, ({ spec: { minReplicas = 1 } }) =>
        minReplicas >= 2 ? null : { what: `minReplicas is ${minReplicas}`, spec: { minReplicas: 2 } },
      ),
  },
  'autoscaler-ceiling': {
    severity: always('warning'),
    title: 'The autoscaler is at its ceiling.',
    why: 'There is no room for more users or for a version that needs more: requests queue, then time out.',
    remedy: 'Raise maxReplicas.',
    find: (facts) =>
      ofAutoscaler(facts, ({ spec: { maxReplicas } }, replicas) =>
        maxReplicas > replicas
          ? null
          : {
              what: `maxReplicas is ${maxReplicas}, and ${replicas} pods run now`,
              spec: { maxReplicas: Math.ceil(replicas * 1.5) },
            },
      ),
  },
};
