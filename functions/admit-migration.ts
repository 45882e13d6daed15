import { openEvidence } from '../src/adapters/open/evidence.ts';
import { openImages } from '../src/adapters/open/images.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMigrationLedger } from '../src/adapters/open/migration-ledger.ts';
import { openPolicies } from '../src/adapters/open/policies.ts';
import { handle } from '../src/app/handle.ts';
import { AdmitMigrationInput } from '../src/contracts/migration/turns.ts';
import { admitMigration } from '../src/migration/admit-migration.ts';

const ports = {
  ...{ migrations: openMigrationLedger(), ledger: openLedger(), policies: openPolicies() },
  ...{ images: openImages(), evidence: openEvidence() },
};

/** ASL state `AdmitMigration`: locks the database and decides what is done, lets it wait, or refuses with a sentence. */
export const handler = handle({
  input: AdmitMigrationInput,
  act: (input) => admitMigration(input, ports),
  count: ({ kind }) => ({ MigrationsRefused: kind === 'refused' ? 1 : 0 }),
});
