import type { UndoOf } from '../../../src/contracts/plan.ts';
import type { ReleaseRef } from '../../../src/contracts/release.ts';
import type { Environment } from '../../../src/contracts/site.ts';
import type { Candidate, Readiness, Removal } from '../../../src/ports/workload.ts';
import { colorAt, imageOf } from '../facts.ts';
import { type Deployed, settledPods, type World } from '../world.ts';
import { type Effect, type Models, told } from './effect.ts';

type Where = Pick<Environment, 'namespace' | 'deployment'>;

const at = ({ environments }: World, where: Where): Deployed | null => environments[colorAt(where)];

const put = (world: World, where: Where, deployed: Deployed | null): World => ({
  ...world,
  environments: { ...world.environments, [colorAt(where)]: deployed },
});

const digestIn = (image: string): string => image.split('@')[1] ?? '';
const isReady = (deployed: Deployed): boolean =>
  deployed.replicas > 0 && deployed.pods.join() === settledPods(deployed).join();

/** New pods start at once, next to those that Kubernetes has not ended yet. */
const running = (deployed: Omit<Deployed, 'pods'>, pods: readonly string[]): Deployed => ({
  ...deployed,
  pods: deployed.replicas > 0 ? [...new Set([...pods, deployed.digest])].sort() : pods,
});

/** What a newer release wrote stays. */
const unlessNewer = (there: Deployed | null, { epoch }: ReleaseRef, write: () => Effect, world: World): Effect =>
  there !== null && there.epoch > epoch ? { world, answer: { error: 'StaleRelease' } } : write();

const deploy = (world: World, { site, image, release, capacity }: Candidate): Effect => {
  const digest = digestIn(image);
  const write = { digest, replicas: capacity.replicas, pods: [digest], epoch: release.epoch };
  return unlessNewer(at(world, site.candidate), release, () => told(put(world, site.candidate, write)), world);
};

const remove = (world: World, removal: Removal): Effect =>
  unlessNewer(at(world, removal), removal.release, () => told(put(world, removal, null), true), world);

const scale = (world: World, { site, release }: Pick<Candidate, 'site' | 'release'>, replicas: number): Effect => {
  const [stable, candidate] = [at(world, site.stable), at(world, site.candidate)];
  if (stable === null || candidate === null) return { world, answer: { error: 'CandidateRejected' } };
  const write = (): Effect => {
    const pinned = put(world, site.stable, { ...stable, pinned: true, epoch: release.epoch });
    const given = { ...candidate, pinned: true, replicas: Math.max(candidate.replicas, replicas) };
    return told(put(pinned, site.candidate, { ...given, epoch: release.epoch }));
  };
  return unlessNewer(stable.epoch > candidate.epoch ? stable : candidate, release, write, world);
};

const restoreFloor = (world: World, { epoch }: ReleaseRef, item: Where): Effect => {
  const there = at(world, item);
  if (there?.pinned !== true) return told(world);
  const { pinned, ...own } = there;
  return unlessNewer(there, { service: '', epoch }, () => told(put(world, item, { ...own, epoch })), world);
};

/** Nothing comes after its own way back. */
const unlessUndone = (there: Deployed, release: ReleaseRef, write: () => Effect, world: World): Effect =>
  (there.undone ?? 0) >= release.epoch
    ? { world, answer: { error: 'ReleaseAborted' } }
    : unlessNewer(there, release, write, world);

const replace = (world: World, { site, image, release, capacity }: Candidate): Effect => {
  const there = at(world, site.candidate);
  if (there === null) return { world, answer: { error: 'CandidateRejected' } };
  const replicas = there.replicas === 0 ? capacity.replicas : there.replicas;
  const write = { ...there, digest: digestIn(image), replicas, epoch: release.epoch };
  return unlessUndone(there, release, () => told(put(world, site.candidate, running(write, there.pods))), world);
};

const stop = (world: World, { site, release, image }: Pick<Candidate, 'site' | 'release' | 'image'>): Effect => {
  const there = at(world, site.candidate);
  if (there === null || there.digest === digestIn(image)) return told(world, true);
  const write = { ...there, replicas: 0, epoch: release.epoch };
  const stopped = there.pods.length === 0;
  return unlessUndone(there, release, () => told(put(world, site.candidate, write), stopped), world);
};

/** One step back: pods of ours stop, or the former version starts, or there is nothing left to do. */
const stepBack = (there: Deployed, epoch: number, { image, stopFirst, replicas }: UndoOf<'version'>): Deployed => {
  const former = digestIn(image);
  if (there.digest === former && there.replicas > 0) return there;
  if (there.digest !== former && there.epoch !== epoch) return there;
  if (there.digest !== former && stopFirst && there.replicas > 0) return { ...there, replicas: 0, epoch };
  if (stopFirst && there.pods.length > 0) return there;
  return running({ ...there, digest: former, replicas: Math.max(there.replicas, replicas), epoch }, there.pods);
};

const restore = (world: World, { epoch }: ReleaseRef, item: UndoOf<'version'>): Effect => {
  const there = at(world, item);
  if (there === null) return { world, answer: { error: 'NotConverged' } };
  const after = { ...stepBack(there, epoch, item), undone: Math.max(there.undone ?? 0, epoch) };
  const isBack = after.digest === digestIn(item.image) && isReady(after);
  return unlessNewer(there, { service: '', epoch }, () => told(put(world, item, after), isBack), world);
};

const readiness = (world: World, where: Where): Readiness => {
  const there = at(world, where);
  const wanted = there?.replicas ?? 3;
  return { wanted, ready: there !== null && isReady(there) ? wanted : 0, stuck: null };
};

/** Deployments, as the product's adapters write them. */
export const cluster: Models = {
  'workload.running': (world, _site: unknown, where: Where) => {
    const there = at(world, where);
    const image = there && { image: imageOf(there.digest), version: null, replicas: there.replicas, floor: 2 };
    return { world, answer: { value: image } };
  },
  'workload.readiness': (world, _site: unknown, where: Where) => told(world, readiness(world, where)),
  'pods.health': (world, _site: unknown, where: Where) =>
    told(world, { ...readiness(world, where), unready: [], restarted: [] }),
  'workload.deploy': deploy,
  'workload.remove': remove,
  'workload.scale': scale,
  'workload.restoreFloor': restoreFloor,
  'workload.replace': replace,
  'workload.stop': stop,
  'workload.restore': restore,
};
