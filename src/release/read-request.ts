import * as z from 'zod/mini';
import type { Policy } from '../contracts/policy.ts';
import { problemsOf } from '../contracts/problems.ts';
import { ReleaseRequest } from '../contracts/request.ts';
import { whyContradictory } from '../domain/admission.ts';
import { tagOfFlag } from '../domain/names.ts';
import type { Policies } from '../ports/policies.ts';
import { Refusal, refuseIf } from './refusal.ts';

/** A flag release needs no tag. */
const withTag = (request: unknown): unknown =>
  typeof request === 'object' && request !== null && 'flag' in request && !('tag' in request)
    ? { ...request, tag: tagOfFlag(String(request.flag)) }
    : request;

/** An execution's input, also when a person typed it. Refuses what is none, or contradicts itself. */
export const readRequest = (request: unknown): ReleaseRequest => {
  const parsed = z.safeParse(ReleaseRequest, withTag(request));
  if (!parsed.success) throw new Refusal(`the input is not {"service": …, "tag": …}: ${problemsOf(parsed.error)}`);
  refuseIf(whyContradictory(parsed.data));
  return parsed.data;
};

/** The registered policy of a service; refuses where there is none. */
export const policyOf = async (service: string, policies: Policies): Promise<Policy> => {
  const policy = await policies.of(service);
  if (policy === undefined)
    throw new Refusal(`no policy is registered for service ${service}: run tidegate policy apply`);
  return policy;
};
