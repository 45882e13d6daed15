import { noSuchKey, preconditionFailed, s3Fault } from './faults.ts';
import type { Version } from './model.ts';

/** Conditions on the ETag of what is there. */
export interface EtagConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/** Throws `PreconditionFailed` or `NotModified`, which SDK clients throw as an error too. */
export function checkRead({ content }: Version, { IfMatch, IfNoneMatch }: EtagConditions): void {
  if (IfMatch !== undefined && !matches(IfMatch, content?.etag)) throw preconditionFailed('If-Match');
  if (IfNoneMatch !== undefined && matches(IfNoneMatch, content?.etag))
    throw s3Fault('NotModified', 'Not Modified', 304);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function checkWrite(key: string, current: Version | undefined, { IfMatch, IfNoneMatch }: EtagConditions): void {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*')
    throw s3Fault('NotImplemented', 'A header you provided implies functionality that is not implemented.', 501);
  if (IfNoneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
  if (IfMatch === undefined) return;
  if (!current) throw noSuchKey(key);
  if (!matches(IfMatch, current.content?.etag)) throw preconditionFailed('If-Match');
}

/** Clients may leave the quotes of an ETag away. */
function matches(condition: string, etag: string | undefined): boolean {
  return condition === '*' || condition.replaceAll('"', '') === etag?.replaceAll('"', '');
}
