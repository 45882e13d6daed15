import type { Migration } from '../contracts/migration/record.ts';
import type { MigrationRequest } from '../contracts/migration/turns.ts';
import type { Policy } from '../contracts/policy.ts';
import type { ReleaseRef, Version } from '../contracts/release.ts';
import { TidegateError } from '../domain/errors.ts';
import { runningVersion } from '../domain/migration/served-since.ts';
import { stepsOf } from '../domain/migration/steps.ts';
import { migrationTermsOf } from '../domain/migration/terms.ts';
import { standing } from '../domain/protocol.ts';
import type { Images } from '../ports/images.ts';
import type { Ledger } from '../ports/ledger.ts';

/** A policy that names a database. */
export type MigratingPolicy = Policy & { readonly migrations: NonNullable<Policy['migrations']> };

export interface SurveyMigrationPorts {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly images: Pick<Images, 'resolve' | 'byDigest'>;
}

/** Whose schema, and the image that its migrations come out of. */
interface Source {
  readonly to: Version;
  readonly image: string;
}

const refuse = (because: string): TidegateError => new TidegateError('MigrationRefused', because);

const ofRelease = async (release: ReleaseRef, service: string, { ledger }: SurveyMigrationPorts): Promise<Source> => {
  const record = release.service === service ? await ledger.read(service) : undefined;
  if (record !== undefined && standing(record, release) === 'go') return record.release;
  const because = record?.epoch === release.epoch ? record.abortedBecause : undefined;
  const over = `release ${release.epoch} of ${release.service}, which it is for, is over`;
  throw new TidegateError('MigrationAborted', because ?? over);
};

const ofTag = async (tag: string, repository: string, { images }: SurveyMigrationPorts): Promise<Source> => {
  const found = await images.resolve(repository, tag);
  if (found === undefined) throw refuse(`tag ${tag} does not exist in repository ${repository}`);
  return { to: { version: tag, digest: found.digest }, image: found.image };
};

const ofRunning = async (service: string, repository: string, ports: SurveyMigrationPorts): Promise<Source> => {
  const to = runningVersion(await ports.ledger.read(service));
  if (to === null)
    throw refuse(`nobody knows which version of ${service} runs: say whose migrations, as in "tag": "1.4.0"`);
  const found = await ports.images.byDigest(repository, to.digest);
  if (found === undefined) throw refuse(`${to.version} (${to.digest}) is no longer in repository ${repository}`);
  return { to, image: found.image };
};

const sourceOf = ({ service, release, tag }: MigrationRequest, policy: Policy, ports: SurveyMigrationPorts) => {
  const { repository } = policy.image;
  if (release !== undefined) return ofRelease(release, service, ports);
  return tag === undefined ? ofRunning(service, repository, ports) : ofTag(tag, repository, ports);
};

/** All of a migration that never changes: what it runs, where, and by which limits. Changes nothing. */
export const surveyMigration = async (
  asked: MigrationRequest,
  policy: MigratingPolicy,
  ports: SurveyMigrationPorts,
): Promise<Migration> => {
  const { service, release, mode = 'expand', reason } = asked;
  const { folder, namespace, secret, image: migrator } = policy.migrations;
  const { to, image } = await sourceOf(asked, policy, ports);
  return {
    ...{ service, to, image, folder, mode, cluster: policy.cluster, namespace, secret, migrator },
    ...(release === undefined ? {} : { release }),
    terms: migrationTermsOf(policy.migrations, policy.gates?.incidents ?? [], mode),
    plan: [...stepsOf(mode)],
    ...(reason === undefined ? {} : { reason }),
  };
};
