import { openCluster } from '../src/adapters/open/cluster.ts';
import { openEvidence } from '../src/adapters/open/evidence.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openPodWatch } from '../src/adapters/open/pod-watch.ts';
import { openRoutedTraffic } from '../src/adapters/open/routed-traffic.ts';
import { openTargets } from '../src/adapters/open/targets.ts';
import { judge } from '../src/app/turn.ts';
import { retireOldVersion } from '../src/release/retire-old-version.ts';

const ports = {
  ...{ ...openCluster(), pods: openPodWatch(), ledger: openLedger(), evidence: openEvidence() },
  ...{ traffic: openRoutedTraffic(), targets: openTargets() },
};

/** ASL state `RetireOldVersion`: takes the old version away once it has drained. Begins with the point of no return. */
export const handler = judge((turn) => retireOldVersion(turn, ports));
