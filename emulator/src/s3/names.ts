import { isIPv4 } from 'node:net';
import { s3Fault } from './faults.ts';

const MAX_KEY_BYTES = 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Throws `InvalidBucketName` unless a general purpose bucket may have this name. */
export function checkBucketName(name: string): void {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..');
  if (wellFormed && !isIPv4(name) && !RESERVED.test(name)) return;
  throw s3Fault('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
}

/** Throws `KeyTooLongError` for a key of more than 1,024 bytes of UTF-8. */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= MAX_KEY_BYTES) return;
  const members = { Size: String(size), MaxSizeAllowed: String(MAX_KEY_BYTES) };
  throw s3Fault('KeyTooLongError', 'Your key is too long', 400, members);
}
