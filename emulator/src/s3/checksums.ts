import { createHash } from 'node:crypto';
import { Crc32, Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { s3Fault } from './faults.ts';

/** Checksums in base64, by the name of the member that carries them. */
export type Checksums = Readonly<Partial<Record<ChecksumMember, string>>>;
type ChecksumMember = (typeof CHECKSUM_MEMBERS)[number];
type Digest = (body: Uint8Array) => Promise<string>;

export const CHECKSUM_MEMBERS = [
  'ChecksumCRC32',
  'ChecksumCRC32C',
  'ChecksumCRC64NVME',
  'ChecksumSHA1',
  'ChecksumSHA256',
] as const;

const DIGESTS: Readonly<Record<ChecksumMember, Digest>> = {
  ChecksumCRC32: (body) => summed(new Crc32(), body),
  ChecksumCRC32C: (body) => summed(new Crc32c(), body),
  ChecksumCRC64NVME: (body) => summed(new Crc64Nvme(), body),
  ChecksumSHA1: async (body) => createHash('sha1').update(body).digest('base64'),
  ChecksumSHA256: async (body) => createHash('sha256').update(body).digest('base64'),
};

async function summed(
  checksum: { update(body: Uint8Array): void; digest(): Promise<Uint8Array> },
  body: Uint8Array,
): Promise<string> {
  checksum.update(body);
  return Buffer.from(await checksum.digest()).toString('base64');
}

type Checked = Pick<PutObjectCommandInput, ChecksumMember | 'ChecksumAlgorithm' | 'ContentMD5'>;

/**
 * The checksum to keep with an object: the one that came with it, or the CRC64NVME that S3 adds by itself. Throws `BadDigest` when
 * the body is another. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export async function checksumsOf(input: Checked, body: Uint8Array): Promise<Checksums> {
  checkMd5(input.ContentMD5, body);
  const given = CHECKSUM_MEMBERS.filter((member) => input[member] !== undefined);
  if (given.length > 1)
    throw s3Fault(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  const [member] = given;
  if (member === undefined && input.ChecksumAlgorithm !== undefined) throw announcedOnly();
  const kept = member ?? 'ChecksumCRC64NVME';
  const digest = await DIGESTS[kept](body);
  if (member !== undefined && input[member] !== digest) throw badDigest(member);
  return { [kept]: digest };
}

/** The names of the algorithms, as in `CRC32`. */
export function algorithmsOf(checksums: Checksums): string[] {
  return Object.keys(checksums).map((member) => member.replace('Checksum', ''));
}

function badDigest(member: ChecksumMember) {
  const algorithm = member.replace('Checksum', '');
  return s3Fault('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}

function announcedOnly() {
  const found = 'but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.';
  return s3Fault('InvalidRequest', `x-amz-sdk-checksum-algorithm specified, ${found}`);
}

function checkMd5(given: string | undefined, body: Uint8Array): void {
  if (given === undefined) return;
  if (Buffer.from(given, 'base64').byteLength !== 16)
    throw s3Fault('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  if (createHash('md5').update(body).digest('base64') === given) return;
  throw s3Fault('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}
