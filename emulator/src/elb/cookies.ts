/** The cookie that pins a client to a target group (with its cross-origin twin), and the one that pins it to a target. */
export const GROUP_COOKIE = 'AWSALBTG';
export const TARGET_COOKIE = 'AWSALB';

/** What a stickiness cookie pins its client to, or undefined when it is missing, not ours or past its time. */
export function pinnedTo(cookieHeader: string | undefined, name: string, nowMs: number): string | undefined {
  if (!cookieHeader) return undefined;
  const value = cookieValue(cookieHeader, name) ?? cookieValue(cookieHeader, `${name}CORS`);
  const [, expiry, pinned] = /^(\d+)\|(.+)$/s.exec(Buffer.from(value ?? '', 'base64url').toString()) ?? [];
  return pinned !== undefined && Number(expiry) > nowMs ? pinned : undefined;
}

/** Set-Cookie values that pin the client for `seconds` from now; each answer renews them. */
export function pin(name: string, pinned: string, nowMs: number, seconds: number): readonly string[] {
  const expiresAt = nowMs + seconds * 1000;
  const value = Buffer.from(`${expiresAt}|${pinned}`).toString('base64url');
  const attributes = `Expires=${new Date(expiresAt).toUTCString()}; Path=/`;
  return [`${name}=${value}; ${attributes}`, `${name}CORS=${value}; ${attributes}; SameSite=None; Secure`];
}

function cookieValue(cookieHeader: string, name: string): string | undefined {
  const pair = cookieHeader.split(';').find((candidate) => candidate.trimStart().startsWith(`${name}=`));
  return pair?.slice(pair.indexOf('=') + 1).trim();
}
