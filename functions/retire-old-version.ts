import { openCluster } from '../src/adapters/open/cluster.ts';
import { openEvidence } from '../src/adapters/open/evidence.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openRoutedTraffic } from '../src/adapters/open/routed-traffic.ts';
import { judge } from '../src/app/turn.ts';
import { retireOldVersion } from '../src/release/retire-old-version.ts';

const ports = { ...openCluster(), ledger: openLedger(), evidence: openEvidence(), traffic: openRoutedTraffic() };

/** ASL state `RetireOldVersion`: takes the old version away once it has drained. Begins with the point of no return. */
export const handler = judge((turn) => retireOldVersion(turn, ports));
