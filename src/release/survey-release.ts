import type { FlagFlip, Policy } from '../contracts/policy.ts';
import type { Release, ReleaseRecord, Site, Version } from '../contracts/release.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import { siteOf } from '../domain/admission.ts';
import { flagsIn, plannedChanges, reversed, undoValues } from '../domain/flags.ts';
import { parseImage } from '../domain/image-name.ts';
import { type Blueprint, blueGreenPlan, undoOf, urgentPlan } from '../domain/plan.ts';
import { isUrgent } from '../domain/queue.ts';
import { versionOf } from '../domain/tags.ts';
import type { Flags } from '../ports/flags.ts';
import type { FoundImage, Images } from '../ports/images.ts';
import type { Traffic } from '../ports/traffic.ts';
import type { RunningWorkload, Workload } from '../ports/workload.ts';
import { Refusal } from './refusal.ts';

export interface SurveyPorts {
  readonly images: Images;
  readonly traffic: Traffic;
  readonly workload: Workload;
  readonly flags: Flags;
}

const released = async (digest: string, { image }: Policy, images: Images): Promise<FoundImage> => {
  const found = await images.byDigest(image.repository, digest);
  if (found === undefined) throw new Refusal(`${digest} is no longer in repository ${image.repository}`);
  return { digest: found.digest, image: found.image };
};

const wantedImage = async (request: ReleaseRequest, policy: Policy, images: Images): Promise<FoundImage> => {
  const { tag, digest, startedBy } = request;
  if (startedBy === 'fallback' && digest !== undefined) return released(digest, policy, images);
  const { repository } = policy.image;
  const found = await images.resolve(repository, tag);
  if (found === undefined) throw new Refusal(`tag ${tag} does not exist in repository ${repository}`);
  if (digest !== undefined && digest !== found.digest)
    throw new Refusal(`tag ${tag} was moved to another image since this push: the later push has a release of its own`);
  return found;
};

const siteNow = async (policy: Policy, traffic: Traffic): Promise<Site> => {
  const site = siteOf(policy, await traffic.read(policy.traffic.listenerRule));
  if (typeof site === 'string') throw new Refusal(site);
  return site;
};

const runningNow = async (site: Site, workload: Workload): Promise<RunningWorkload> => {
  const running = await workload.running(site, site.stable);
  const place = `deployment ${site.deployment} in namespace ${site.stable.namespace}`;
  if (running === null)
    throw new Refusal(`users are on ${site.stable.color}, but there is no ${place} with container ${site.container}`);
  if (running.replicas === 0) throw new Refusal(`${place} runs no pod: there is nothing to go back to`);
  return running;
};

const versionRunning = async (
  { image, version }: RunningWorkload,
  { image: { repository } }: Policy,
  images: Images,
): Promise<Version> => {
  const { tag, digest } = parseImage(image);
  const known = digest ?? (tag === undefined ? undefined : (await images.resolve(repository, tag))?.digest);
  if (known === undefined)
    throw new Refusal(`what runs now (${image}) is not in repository ${repository}: there would be no way back`);
  return {
    digest: known,
    version: version ?? tag ?? versionOf((await images.byDigest(repository, known))?.tags ?? []) ?? 'unknown',
  };
};

const flagsNow = async (policy: Policy, tag: string, flags: Flags): Promise<Blueprint['flags']> => {
  if (policy.flags === undefined) return null;
  const { flip, ...address } = policy.flags;
  const home = await flags.locate(address);
  const changes = plannedChanges(flip satisfies readonly FlagFlip[], tag, (await flags.read(home)).values);
  if ('missing' in changes)
    throw new Refusal(`flag ${changes.missing} does not exist in profile ${address.profile}: create it first`);
  return { home, changes };
};

/** What the release before switched and nobody changed since. */
const flagsOfLast = async ({ release }: ReleaseRecord, flags: Flags): Promise<Blueprint['flags']> => {
  const items = flagsIn(release.undo);
  const home = items[0]?.home;
  if (home === undefined) return null;
  const { values } = await flags.read(home);
  const changes = items.flatMap((item) => item.changes);
  const ours = new Set(Object.keys(undoValues(changes, values)));
  return {
    home,
    changes: reversed(changes.filter(({ key }) => ours.has(key))).map((change) => ({ ...change, at: 100 })),
  };
};

const flagsFor = (request: ReleaseRequest, { policy, former }: Grounds, flags: Flags): Promise<Blueprint['flags']> =>
  request.startedBy === 'fallback' && former !== undefined
    ? flagsOfLast(former, flags)
    : flagsNow(policy, request.tag, flags);

/** What a survey stands on besides the request. */
export interface Grounds {
  readonly policy: Policy;
  /** The release before. */
  readonly former: ReleaseRecord | undefined;
}

/** Looks at what is there and writes the plan of a release, whole and with its undo. Changes nothing. */
export const surveyRelease = async (
  request: ReleaseRequest,
  grounds: Grounds,
  ports: SurveyPorts,
): Promise<Release> => {
  const { policy } = grounds;
  const found = await wantedImage(request, policy, ports.images);
  const site = await siteNow(policy, ports.traffic);
  const running = await runningNow(site, ports.workload);
  const from = await versionRunning(running, policy, ports.images);
  if (from.digest === found.digest) throw new Refusal(`${from.version} (${found.digest}) is what runs already`);
  const urgent = isUrgent(request);
  const blueprint = { policy, site, flags: await flagsFor(request, grounds, ports.flags) };
  const plan = urgent ? urgentPlan(blueprint) : blueGreenPlan(blueprint);
  return {
    strategy: 'blue-green',
    from,
    to: { version: request.tag, digest: found.digest },
    image: found.image,
    site,
    capacity: { replicas: running.replicas, floor: running.floor },
    plan: [...plan],
    undo: [...undoOf(plan, site, policy.keep)],
    minimumRequests: policy.health.minimumRequests,
    patienceSeconds: policy.health.patience,
    keep: policy.keep,
    ...(request.inARow === undefined ? {} : { inARow: request.inARow }),
    ...(urgent ? { urgent } : {}),
  };
};
