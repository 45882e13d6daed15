import * as z from 'zod/mini';
import { openCluster } from '../src/adapters/open/cluster.ts';
import { openEvidence } from '../src/adapters/open/evidence.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMaintenance } from '../src/adapters/open/maintenance.ts';
import { openRoutedTraffic } from '../src/adapters/open/routed-traffic.ts';
import { handle } from '../src/app/handle.ts';
import { RestoreAtOnce, RestoreTurn } from '../src/contracts/turns.ts';
import { restoreAtOnce, restoreWorkload } from '../src/release/restore-workload.ts';

const ports = {
  ...openCluster(),
  ledger: openLedger(),
  evidence: openEvidence(),
  traffic: { ...openRoutedTraffic(), ...openMaintenance() },
};

/** ASL state `RestoreWorkload`: takes the release out of the cluster. Begun by roll-back too, where only that makes users safe. */
export const handler = handle({
  input: z.union([RestoreTurn, RestoreAtOnce]),
  act: async (input) => {
    if (!('atOnce' in input)) return restoreWorkload(input, ports);
    await restoreAtOnce(input, ports);
    return { did: 'version' };
  },
});
