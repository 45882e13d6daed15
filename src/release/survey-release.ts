import type { FlagFlip, Policy } from '../contracts/policy.ts';
import type { Release, Site, Version } from '../contracts/release.ts';
import type { ReleaseRequest } from '../contracts/turns.ts';
import { siteOf } from '../domain/admission.ts';
import { plannedChanges } from '../domain/flags.ts';
import { parseImage } from '../domain/image-name.ts';
import { type Blueprint, blueGreenPlan, undoOf } from '../domain/plan.ts';
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

const wantedImage = async ({ tag, digest }: ReleaseRequest, { image }: Policy, images: Images): Promise<FoundImage> => {
  const found = await images.resolve(image.repository, tag);
  if (found === undefined) throw new Refusal(`tag ${tag} does not exist in repository ${image.repository}`);
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
  return { digest: known, version: version ?? tag ?? versionOf(await images.tagsOf(repository, known)) ?? 'unknown' };
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

/** Looks at what is there and writes the plan of a release, whole and with its undo. Changes nothing. */
export const surveyRelease = async (request: ReleaseRequest, policy: Policy, ports: SurveyPorts): Promise<Release> => {
  const found = await wantedImage(request, policy, ports.images);
  const site = await siteNow(policy, ports.traffic);
  const running = await runningNow(site, ports.workload);
  const from = await versionRunning(running, policy, ports.images);
  if (from.digest === found.digest) throw new Refusal(`${from.version} (${found.digest}) is what runs already`);
  const plan = blueGreenPlan({ policy, site, flags: await flagsNow(policy, request.tag, ports.flags) });
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
  };
};
