import { openAnnouncer } from '../src/adapters/open/announcer.ts';
import { openCluster } from '../src/adapters/open/cluster.ts';
import { openDoorbell } from '../src/adapters/open/doorbell.ts';
import { openEvidence } from '../src/adapters/open/evidence.ts';
import { openFlags } from '../src/adapters/open/flags.ts';
import { openHistory } from '../src/adapters/open/history.ts';
import { openImages } from '../src/adapters/open/images.ts';
import { openInspection } from '../src/adapters/open/inspection.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openManifests } from '../src/adapters/open/manifests.ts';
import { openMigrationLedger } from '../src/adapters/open/migration-ledger.ts';
import { openPolicies } from '../src/adapters/open/policies.ts';
import { openPublicHolidays } from '../src/adapters/open/public-holidays.ts';
import { openRoutes } from '../src/adapters/open/routes.ts';
import { openTraffic } from '../src/adapters/open/traffic.ts';
import { handle } from '../src/app/handle.ts';
import { AdmitReleaseInput } from '../src/contracts/turns.ts';
import { admitRelease } from '../src/release/admit-release.ts';

const ports = {
  ...openCluster(),
  ...{ ledger: openLedger(), policies: openPolicies(), history: openHistory(), holidays: openPublicHolidays() },
  ...{ images: openImages(), manifests: openManifests(), inspection: openInspection(), flags: openFlags() },
  ...{ routes: openRoutes(), traffic: openTraffic(), evidence: openEvidence() },
  ...{ announcer: openAnnouncer(), doorbell: openDoorbell(), migrations: openMigrationLedger() },
};

/** ASL state `AdmitRelease`: locks the service and decides the whole plan, lets the request wait, or refuses with a sentence. */
export const handler = handle({
  input: AdmitReleaseInput,
  act: (input) => admitRelease(input, ports),
  count: ({ kind }) => ({ ReleasesRefused: kind === 'refused' ? 1 : 0 }),
});
