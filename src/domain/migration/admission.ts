import type { MigrationRecord } from '../../contracts/migration/record.ts';

const forWhat = ({ migration }: MigrationRecord): string => {
  const { release, service, to, mode } = migration;
  if (release !== undefined) return `release ${release.epoch} of ${release.service}`;
  return mode === 'contract' ? `${service}, which drops what ${to.version} does not need` : `${service} ${to.version}`;
};

/** What began, and for whom. */
export const startedSentence = (record: MigrationRecord): string =>
  `migration ${record.epoch} of ${record.database} for ${forWhat(record)}`;

/** Why another migration waits. */
export const heldSentence = (record: MigrationRecord): string => `${startedSentence(record)} has the database`;
