import { openAnnouncer } from '../src/adapters/open/announcer.ts';
import { openCluster } from '../src/adapters/open/cluster.ts';
import { openExecutions } from '../src/adapters/open/executions.ts';
import { openFlags } from '../src/adapters/open/flags.ts';
import { openHistory } from '../src/adapters/open/history.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMaintenance } from '../src/adapters/open/maintenance.ts';
import { openRoutedTraffic } from '../src/adapters/open/routed-traffic.ts';
import { handle } from '../src/app/handle.ts';
import { ConcludeInput } from '../src/contracts/turns.ts';
import { concludeRelease } from '../src/release/conclude-release.ts';

const ports = {
  ...openCluster(),
  ledger: openLedger(),
  traffic: { ...openRoutedTraffic(), ...openMaintenance() },
  flags: openFlags(),
  history: openHistory(),
  announcer: openAnnouncer(),
  executions: openExecutions(),
};

/** ASL state `ConcludeRelease`: proves how a release ended and frees or quarantines the lock. */
export const handler = handle({
  input: ConcludeInput,
  act: (input) => concludeRelease(input, ports),
  count: ({ outcome }) => ({ [`Release.${outcome}`]: 1 }),
});
