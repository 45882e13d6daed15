import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { StatusError } from '../api/status-error.ts';

/** Who signed an EKS bearer token; throws for one that EKS would not take. */
export type CallerOf = (token: string) => string;

/** The caller of a request by its bearer token: the administrator's own, or an EKS token; 401 for every other. */
export function authenticate(request: IncomingMessage, adminToken: string, callerOf: CallerOf): string {
  const [, token] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) {
    throw new StatusError(403, 'Forbidden', 'forbidden: User "system:anonymous" cannot use this cluster: send a token');
  }
  if (sameText(token, adminToken)) return 'operator';
  try {
    return callerOf(token);
  } catch (cause) {
    throw new StatusError(401, 'Unauthorized', `Unauthorized: ${cause instanceof Error ? cause.message : cause}`);
  }
}

function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
