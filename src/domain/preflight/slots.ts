import { kubectlPatch } from './patch.ts';
import type { Found, Rules } from './rule.ts';
import { environmentsOf, objectName } from './seen.ts';

/** Tells two slots in one namespace apart. */
export const slotLabel = 'tidegate.dev/slot';

type Environment = ReturnType<typeof environmentsOf>[number];

const selectorCannotChange =
  '# a selector cannot be changed: kubectl delete deployment --cascade=orphan, then create it again with these fields';

const ofDeployment = ({ k8s: { deployment } }: Environment): readonly Found[] => {
  if (!deployment || deployment.spec.selector.matchLabels?.[slotLabel] !== undefined) return [];
  const labels = { [slotLabel]: 'blue or green' };
  const fields = { spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } } };
  return [
    {
      where: objectName('Deployment', deployment.metadata),
      what: `its selector lacks ${slotLabel}`,
      patch: `${selectorCannotChange}\n${JSON.stringify(fields)}`,
    },
  ];
};

const ofServices = ({ deployment, k8s: { services = [] } }: Environment): readonly Found[] =>
  services
    .filter(({ spec }) => spec.selector?.[slotLabel] === undefined)
    .map(({ metadata }) => ({
      where: objectName('Service', metadata),
      what: `its selector lacks ${slotLabel}, so it also selects the pods of the other slot than ${deployment}`,
      patch: kubectlPatch('service', metadata, { spec: { selector: { [slotLabel]: 'blue or green' } } }),
    }));

/** That two versions in one namespace are kept apart. */
export const slotRules: Rules<'slot-label-missing'> = {
  'slot-label-missing': {
    severity: { slots: 'error' },
    title: `A selector does not tell the two slots apart.`,
    why: 'Pods of the new version join the old version’s target group as soon as they are ready: users meet it at weight 0, and a rollback moves nobody.',
    remedy: `Put ${slotLabel} into the selectors of Deployment and Service, and on the pods.`,
    find: (facts) => environmentsOf(facts).flatMap((one) => [...ofDeployment(one), ...ofServices(one)]),
  },
};
