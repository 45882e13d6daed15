import { TidegateError } from '../../domain/errors.ts';
import type { ApiAnswer } from './api-server.ts';

/** What was asked, for sentences: `patch deployments orders in namespace green`. */
export interface Asked {
  readonly verb: string;
  readonly plural: string;
  readonly namespace: string;
  readonly name?: string | undefined;
  /** Where the right to do so is written down. */
  readonly rights?: string;
}

/** Parses a `v1.Status`, which is how the API server itself refuses; undefined for anything else. */
export const statusOf = ({ text }: ApiAnswer): { readonly message: string; readonly reason: string } | undefined => {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || !('kind' in body) || body.kind !== 'Status') return undefined;
    const reason = 'reason' in body ? String(body.reason) : '';
    return { message: 'message' in body ? String(body.message) : 'no message', reason };
  } catch {
    return undefined;
  }
};

/** True for what can't be created because there is one of the same name. */
export const alreadyExists = (answer: ApiAnswer): boolean =>
  answer.status === 409 && statusOf(answer)?.reason === 'AlreadyExists';

/** Admission webhooks and quotas also answer 403, but they judge the object and not us. */
const judgesObject = /admission webhook|ValidatingAdmissionPolicy|exceeded quota|violates PodSecurity/;

/** What an answer of 400 or above means to a release. */
export const refusal = (asked: Asked, answer: ApiAnswer): TidegateError => {
  const message = statusOf(answer)?.message ?? answer.text.slice(0, 200);
  const name = asked.name === undefined ? '' : ` ${asked.name}`;
  const what = `${asked.verb} ${asked.plural}${name} in namespace ${asked.namespace}`;
  const { status } = answer;
  const hint = asked.rights === undefined ? '' : `; apply ${asked.rights} there`;
  if (status === 409)
    return new TidegateError('NotConverged', `somebody else changed it meanwhile: ${what}: ${message}`);
  if (status === 403 && judgesObject.test(message)) return rejected(what, message);
  if (status === 401 || status === 403)
    return new TidegateError('ClusterUnreachable', `Kubernetes does not let us ${what}: ${message}${hint}`);
  if (status === 429 || status >= 500)
    return new TidegateError('ClusterUnreachable', `Kubernetes failed to ${what}: ${status}: ${message}`);
  return rejected(what, message);
};

const rejected = (what: string, message: string): TidegateError =>
  new TidegateError('CandidateRejected', `Kubernetes refuses to ${what}: ${message}`);
