import type { ReleaseRef } from '../../contracts/release.ts';
import type { Environment } from '../../contracts/site.ts';
import { againOnConflict } from './conflicts.ts';
import type { KubernetesObjects } from './objects.ts';
import { refuseNewer, refuseUndone } from './ownership.ts';
import { isThere, scaleToZero } from './scale-to-zero.ts';
import { selectorText } from './selectors.ts';

/** Scales a deployment to zero. True when none of its pods is left, not even one that is ending. */
export const stopVersion = async (
  objects: KubernetesObjects,
  release: ReleaseRef,
  { namespace, deployment: name }: Pick<Environment, 'namespace' | 'deployment'>,
): Promise<boolean> =>
  againOnConflict(async () => {
    const deployment = await objects.get('Deployment', namespace, name);
    if (deployment?.spec === undefined) return true;
    refuseNewer(release, [deployment]);
    refuseUndone(release, deployment);
    if (deployment.spec.replicas !== 0) await scaleToZero(objects, deployment, release);
    const pods = await objects.pods(namespace, selectorText(deployment.spec.selector));
    return !pods.some(isThere);
  });
