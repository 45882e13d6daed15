import type { ReleaseRecord } from '../contracts/release.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import { missedBetween, newestOf, whyNotStarted } from '../domain/missed.ts';
import { executionName } from '../domain/names.ts';
import type { Executions } from '../ports/executions.ts';
import type { Images } from '../ports/images.ts';
import type { Policies } from '../ports/policies.ts';
import { nothing, type Reconciled } from '../recovery/reconciled.ts';

export interface PushPorts {
  readonly policies: Policies;
  readonly images: Images;
  readonly executions: Executions;
}

/** What is looked at: a service with its record, at an instant (ISO 8601). */
export interface Look {
  readonly service: string;
  readonly record: ReleaseRecord | undefined;
  readonly now: string;
}

/** A push whose event never came is started under the name that the event would have given it, so that it is started once. */
export const reconcilePushes = async (
  { service, record, now }: Look,
  { policies, images, executions }: PushPorts,
): Promise<Reconciled> => {
  const registered = await policies.registered(service);
  if (registered === undefined || registered.appliedAt === null)
    return nothing('nobody knows since when it is watched');
  const { repository, tags } = registered.policy.image;
  const window = missedBetween(registered.appliedAt, now);
  const pushed = window === null ? [] : await images.pushedBetween(repository, window.from, window.to);
  const push = newestOf(pushed, tags);
  if (push === undefined) return nothing('nothing was pushed lately');
  const why = whyNotStarted(record, push);
  if (why !== null) return nothing(why);
  const { tag, digest, pushedAt } = push;
  const name = executionName(service, tag, digest);
  const request: ReleaseRequest = { service, tag, digest, startedBy: 'reconcile', at: pushedAt };
  if ((await executions.start(name, request)) === 'already') return nothing(`${name} has run for ${tag}`);
  return { did: 'started', because: `the push of ${repository}:${tag} at ${pushedAt} was missed; ${name} begins it` };
};
