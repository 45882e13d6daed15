import type { Policy } from '../contracts/policy.ts';
import type { Capacity, Release, Version } from '../contracts/release.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import type { Site } from '../contracts/site.ts';
import { type Choice, chooseStrategy } from '../domain/choose-strategy.ts';
import { announcedDowntime } from '../domain/downtime.ts';
import { isUrgent } from '../domain/queue.ts';
import { siteOf } from '../domain/site.ts';
import { strategies, whyImpossible } from '../domain/strategies.ts';
import { undoOf } from '../domain/undo.ts';
import { type VersionChange, versionChange, whySameImage } from '../domain/version-change.ts';
import type { Flags } from '../ports/flags.ts';
import type { FoundImage, Images } from '../ports/images.ts';
import type { Manifests } from '../ports/manifests.ts';
import type { Route, Routes } from '../ports/routes.ts';
import type { LiveSplit, Traffic } from '../ports/traffic.ts';
import type { RunningWorkload, Workload } from '../ports/workload.ts';
import { Refusal } from './refusal.ts';
import { routeNow } from './route-now.ts';
import { type Grounds, surveyFlags } from './survey-flags.ts';
import { versionRunning, wantedImage } from './survey-image.ts';
import { manifestFor } from './survey-manifest.ts';

export interface SurveyPorts {
  readonly manifests: Manifests;
  readonly images: Images;
  readonly routes: Routes;
  readonly traffic: Traffic;
  readonly workload: Workload;
  readonly flags: Flags;
}

const siteAt = (policy: Policy, route: Route, live: LiveSplit, place: 'beside' | 'inPlace'): Site => {
  const site = siteOf(policy, route, live, place);
  if (typeof site === 'string') throw new Refusal(site);
  return site;
};

const runningNow = async (site: Site, workload: Workload): Promise<RunningWorkload> => {
  const { color, deployment, namespace } = site.stable;
  const running = await workload.running(site, site.stable);
  const place = `deployment ${deployment} in namespace ${namespace}`;
  if (running === null)
    throw new Refusal(`users are on ${color}, but there is no ${place} with container ${site.container}`);
  if (running.replicas === 0) throw new Refusal(`${place} runs no pod: there is nothing to go back to`);
  return running;
};

/** What users have now: where they are sent, and what runs there. */
interface Present {
  readonly route: Route;
  readonly live: LiveSplit;
  readonly running: RunningWorkload;
  readonly from: Version;
}

const presentOf = async (policy: Policy, { images, routes, traffic, workload }: SurveyPorts): Promise<Present> => {
  const route = await routeNow(policy, routes);
  const live = await traffic.read(route.listenerRule);
  const running = await runningNow(siteAt(policy, route, live, 'inPlace'), workload);
  return { route, live, running, from: await versionRunning(running, policy, images) };
};

/** A new version, or, for a flag release, the one that runs. */
interface Aim {
  readonly to: Version;
  readonly image: string;
}

const aimOf = async (
  request: ReleaseRequest,
  policy: Policy,
  { from, running }: Present,
  images: Images,
): Promise<Aim> => {
  if (request.flag !== undefined) return { to: from, image: running.image };
  const found: FoundImage = await wantedImage(request, policy, images);
  const to = { version: request.tag, digest: found.digest };
  const why = whySameImage(from, to);
  if (why !== null) throw new Refusal(why);
  return { to, image: found.image };
};

const choiceFor = (policy: Policy, request: ReleaseRequest, change: VersionChange): Choice => {
  const choice = chooseStrategy(policy, request, change);
  const why = whyImpossible(policy, choice.strategy);
  if (why !== null) throw new Refusal(why);
  return choice;
};

/** Rendered manifests, unless nothing is deployed. A fallback is never refused for want of them: then stable is cloned. */
const manifestOf = async (
  request: ReleaseRequest,
  policy: Policy,
  ports: SurveyPorts,
): Promise<Pick<Release, 'manifest' | 'untouched' | 'warnings'>> => {
  if (request.flag !== undefined) return {};
  try {
    const found = await manifestFor(policy, request.tag, ports);
    return found === undefined ? {} : { manifest: found.reference, untouched: [...found.untouched] };
  } catch (error) {
    if (request.startedBy !== 'fallback' || !(error instanceof Refusal)) throw error;
    return { warnings: [`${error.message}; stable's objects are cloned instead`] };
  }
};

const capacityOf = ({ replicas, floor, revision, broken }: RunningWorkload): Capacity => ({
  ...{ replicas, floor },
  ...(revision === undefined ? {} : { revision }),
  ...(broken === true ? { broken } : {}),
});

/** A release as planned, and what it changes. */
export interface Survey {
  readonly release: Release;
  readonly change: VersionChange;
}

/** Looks at what is there and writes the plan of a release, whole and with its undo. Changes nothing. */
export const surveyRelease = async (request: ReleaseRequest, grounds: Grounds, ports: SurveyPorts): Promise<Survey> => {
  const { policy } = grounds;
  const present = await presentOf(policy, ports);
  const { running, from, route, live } = present;
  const { to, image } = await aimOf(request, policy, present, ports.images);
  const change = versionChange(from.version, to.version);
  const { strategy, because } = choiceFor(policy, request, change);
  const urgent = isUrgent(request);
  const site = siteAt(policy, route, live, strategies[strategy].place);
  const capacity = capacityOf(running);
  const flags = await surveyFlags(request, grounds, ports.flags);
  const plan = strategies[strategy].plan({
    policy,
    site,
    capacity,
    urgent,
    fallback: request.startedBy === 'fallback',
    ...flags,
  });
  const downtimeSeconds = announcedDowntime(plan, running);
  const release: Release = {
    ...{ strategy, chosenBecause: because, from, to, image, site, capacity, plan: [...plan] },
    undo: [...undoOf(plan, { site, capacity, keep: policy.keep, image: running.image })],
    minimumRequests: policy.health.minimumRequests,
    patienceSeconds: policy.health.patience,
    keep: policy.keep,
    ...(request.inARow === undefined ? {} : { inARow: request.inARow }),
    ...(request.startedBy === undefined ? {} : { startedBy: request.startedBy }),
    ...(urgent ? { urgent } : {}),
    ...(downtimeSeconds === undefined ? {} : { downtimeSeconds }),
    ...(await manifestOf(request, policy, ports)),
  };
  return { release, change };
};
