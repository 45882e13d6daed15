import { headerOf, type WireRequest } from './messages.ts';

/** Who signed a request and for which service, as SigV4's credential scope tells it. */
export interface CredentialScope {
  /** The access key id: in the emulator, the caller's name. */
  readonly caller: string;
  readonly signingName: string;
}

/** Reads the Authorization header, or the X-Amz-Credential parameter of a presigned URL; undefined when unsigned. */
export function credentialScope(request: WireRequest): CredentialScope | undefined {
  const header = headerOf(request, 'authorization') ?? '';
  const credential = /Credential=([^,\s]+)/.exec(header)?.[1] ?? request.query.get('X-Amz-Credential');
  const parts = credential?.split('/') ?? [];
  const signingName = parts.at(-2);
  if (parts.length < 5 || signingName === undefined) return undefined;
  return { caller: decodeURIComponent(parts.slice(0, -4).join('/')), signingName };
}
