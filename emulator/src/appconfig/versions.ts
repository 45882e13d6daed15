import type { CreateHostedConfigurationVersionRequest } from '@aws-sdk/client-appconfig';
import { ServiceError } from '../service.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import { acceptFlags } from './flags.ts';
import { featureFlags, type HostedVersion, type Profile } from './model.ts';

/** A hosted configuration holds 2,048 KB. https://docs.aws.amazon.com/general/latest/gr/appconfig.html */
const sizeLimitKilobytes = 2_048;

/** Adds a version. `LatestVersionNumber` is an optimistic lock: another latest version is a ConflictException. */
export function createVersion(
  profile: Profile,
  request: CreateHostedConfigurationVersionRequest,
  now: Date,
): HostedVersion {
  const content = request.Content ?? new Uint8Array();
  checkSize(content);
  checkLock(profile, request.LatestVersionNumber);
  checkLabel(profile, request.VersionLabel);
  const version: HostedVersion = {
    number: profile.versions.length + 1,
    label: request.VersionLabel,
    description: request.Description,
    contentType: request.ContentType ?? '',
    content: profile.type === featureFlags ? acceptedFlags(profile, request.ContentType, content, now) : content,
  };
  profile.versions.push(version);
  return version;
}

/** The version of a number or a label. Throws ResourceNotFoundException. */
export function findVersion(profile: Profile, numberOrLabel: string): HostedVersion {
  const version = profile.versions.find(
    ({ number, label }) => String(number) === numberOrLabel || label === numberOrLabel,
  );
  if (!version) throw notFound('HostedConfigurationVersion', numberOrLabel);
  return version;
}

function acceptedFlags(profile: Profile, contentType: string | undefined, content: Uint8Array, now: Date): Uint8Array {
  if (!contentType?.startsWith('application/json')) {
    throw badRequest(`Content-Type of feature flags must be application/json, not ${contentType}.`);
  }
  return acceptFlags(content, profile.versions.at(-1)?.content, now);
}

function checkSize(content: Uint8Array): void {
  const kilobytes = Math.ceil(content.byteLength / 1_024);
  if (content.byteLength === 0) throw badRequest('Content must not be empty.');
  if (kilobytes <= sizeLimitKilobytes) return;
  const message = `The configuration has ${kilobytes} KB; the limit is ${sizeLimitKilobytes} KB.`;
  const members = { Measure: 'KILOBYTES', Limit: sizeLimitKilobytes, Size: kilobytes };
  throw new ServiceError('PayloadTooLargeException', message, 413, members);
}

function checkLock(profile: Profile, expectedLatest: number | undefined): void {
  const latest = profile.versions.length;
  if (expectedLatest !== undefined && expectedLatest !== latest) {
    throw conflict(`The latest hosted configuration version is ${latest}, not ${expectedLatest}.`);
  }
}

function checkLabel(profile: Profile, label: string | undefined): void {
  if (label === undefined) return;
  if (label.length > 64 || !/[^0-9]/.test(label)) {
    throw badRequest('VersionLabel must have 1 to 64 characters, one of them not a digit.');
  }
  if (profile.versions.some((version) => version.label === label))
    throw conflict(`VersionLabel ${label} exists already.`);
}
