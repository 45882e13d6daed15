import { always, type Rules } from './rule.ts';

/** What was not looked at is told, never passed over. */
export const unseenRules: Rules<'could-not-look'> = {
  'could-not-look': {
    severity: always('warning'),
    title: 'Something could not be looked at.',
    why: 'Whatever is wrong there costs requests unnoticed.',
    remedy: 'Give the role or group the permission to read it, or accept this finding.',
    find: ({ k8s, aws }) =>
      [...k8s.unseen, ...aws.unseen].map(({ what, why }) => ({
        where: what,
        what: `could not look: ${why}`,
        patch:
          '# kubectl apply -f infra/kubernetes-rbac.yml, and deploy infra/roles.yml, as they are in this version of Tidegate',
      })),
  },
};
