import type { ImagePushed } from '../contracts/events.ts';
import type { Policy } from '../contracts/policy.ts';
import { toInstant } from '../domain/instants.ts';
import { executionName } from '../domain/names.ts';
import { whyTagIsIgnored } from '../domain/tags.ts';
import type { Executions } from '../ports/executions.ts';
import type { Policies } from '../ports/policies.ts';

/** What became of a push, for one service or (with `service` null) for the push as a whole. */
export interface PushOutcome {
  readonly service: string | null;
  readonly outcome: 'started' | 'ignored';
  readonly because: string;
}

const ignored = (service: string | null, because: string): PushOutcome => ({ service, outcome: 'ignored', because });

const startFor = async (
  policy: Policy,
  { detail, time }: ImagePushed,
  executions: Executions,
): Promise<PushOutcome> => {
  const { 'image-tag': tag, 'image-digest': digest } = detail;
  const why = whyTagIsIgnored(tag, policy.image.tags);
  if (why !== null) return ignored(policy.service, why);
  if (tag === undefined || digest === undefined) return ignored(policy.service, 'the push names no digest');
  const name = executionName(policy.service, tag, digest);
  const { service } = policy;
  const answer = await executions.start(name, { service, tag, digest, startedBy: 'push', at: toInstant(time) });
  if (answer === 'already') return ignored(policy.service, `execution ${name} has run for this very image already`);
  return { service: policy.service, outcome: 'started', because: `${detail['repository-name']}:${tag} starts ${name}` };
};

/** Starts a release of each service whose policy wants this tag of this repository. Repeated events start nothing twice. */
export const onImagePushed = async (
  event: ImagePushed,
  { policies, executions }: { policies: Policies; executions: Executions },
): Promise<readonly PushOutcome[]> => {
  const repository = event.detail['repository-name'];
  const interested = await policies.ofRepository(repository);
  if (interested.length === 0) return [ignored(null, `no policy is registered for repository ${repository}`)];
  return Promise.all(interested.map((policy) => startFor(policy, event, executions)));
};
