import type { Candidate } from '../../ports/workload.ts';
import { againOnConflict } from './conflicts.ts';
import type { KubernetesObjects } from './objects.ts';
import { refuseNewer, refuseUndone } from './ownership.ts';
import { imageOf } from './pod-template.ts';
import { isThere, scaleToZero } from './scale-to-zero.ts';
import { selectorText } from './selectors.ts';

/** Scales a deployment to zero, unless the new version is in it by now: whoever comes so late has stopped the old one before. True when none of its pods is left, not even one that is ending. */
export const stopVersion = async (
  objects: KubernetesObjects,
  { release, site, image }: Pick<Candidate, 'release' | 'site' | 'image'>,
): Promise<boolean> => {
  const { namespace, deployment: name } = site.candidate;
  return againOnConflict(async () => {
    const deployment = await objects.get('Deployment', namespace, name);
    if (deployment?.spec === undefined) return true;
    refuseNewer(release, [deployment]);
    refuseUndone(release, deployment);
    if (imageOf(deployment.spec.template, site.container) === image) return true;
    if (deployment.spec.replicas !== 0) await scaleToZero(objects, deployment, release);
    const pods = await objects.pods(namespace, selectorText(deployment.spec.selector));
    return !pods.some(isThere);
  });
};
