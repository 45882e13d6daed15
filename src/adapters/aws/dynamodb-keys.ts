import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ReleaseRef } from '../../contracts/release.ts';

export type Key = Record<'pk' | 'sk', AttributeValue.SMember>;

const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });

/** The lock of a service. */
export const recordKey = (service: string): Key => key(`service#${service}`, 'record');

export const policyKey = (service: string): Key => key(`service#${service}`, 'policy');

/** The set of services that an alarm guards. */
export const alarmKey = (alarm: string): Key => key(`alarm#${alarm}`, 'services');

/** The set of services that release images of a repository. */
export const repositoryKey = (repository: string): Key => key(`repository#${repository}`, 'services');

/** The set of all services that ever had a policy. */
export const servicesKey: Key = key('services', 'services');

/** Epochs are padded, so that the sort key sorts as numbers do. */
const padded = (epoch: number): string => String(epoch).padStart(12, '0');

export const historyKey = (service: string, epoch: number): Key => key(`history#${service}`, padded(epoch));

/** Looks of a service, sorted by release and by time; with `now` empty, the beginning of all those of a release. */
export const verdictKey = ({ service, epoch }: ReleaseRef, now: string): Key =>
  key(`verdicts#${service}`, `${padded(epoch)}#${now}`);

/** A part of what a look was judged by; without a number, the beginning of all its parts. */
export const evidenceKey = ({ service, epoch }: ReleaseRef, now: string, part?: number): Key =>
  key(`evidence#${service}`, `${padded(epoch)}#${now}#${part === undefined ? '' : String(part).padStart(3, '0')}`);

/** The set of all databases that a policy ever named. */
export const databasesKey: Key = key('databases', 'databases');

/** The lock of a database. */
export const migrationKey = (database: string): Key => key(`database#${database}`, 'record');

/** Concluded migrations of a database, sorted by epoch. */
export const pastMigrationKey = (database: string, epoch: number): Key => key(`migrations#${database}`, padded(epoch));

/** The load balancer's budget for forward writes, shared by all services. */
export const pacingKey: Key = key('pacing', 'forward-writes');
