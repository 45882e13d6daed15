/** One page of a list, and the token of the next page when there is one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}

/** Cuts a page out of a list whose order is stable. The token is opaque to clients; `undefined` answers a token that is not ours. */
export function pageOf<Item>(items: readonly Item[], size: number, token: string | undefined): Page<Item> | undefined {
  const start = token === undefined ? 0 : offsetOf(token);
  if (start === undefined || start > items.length) return undefined;
  const end = start + size;
  const page = items.slice(start, end);
  return end < items.length ? { items: page, nextToken: tokenOf(end) } : { items: page };
}

function tokenOf(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString('base64url');
}

function offsetOf(token: string): number | undefined {
  const digits = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  return digits === undefined ? undefined : Number(digits);
}
