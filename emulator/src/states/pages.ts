import { ServiceError } from '../service.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** One page of a list, at most 1,000 long and 100 by default, as all lists of Step Functions are. */
export function pageOf<T>(all: readonly T[], maxResults = 0, token?: string): Page<T> {
  if (maxResults > 1000) throw new ServiceError('ValidationException', 'maxResults must not be greater than 1000');
  const start = token === undefined ? 0 : readToken(token);
  const end = start + (maxResults === 0 ? 100 : maxResults);
  const items = all.slice(start, end);
  return end < all.length ? { items, nextToken: writeToken(end) } : { items };
}

function writeToken(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString('base64url');
}

function readToken(token: string): number {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (offset === undefined) throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
  return Number(offset);
}
