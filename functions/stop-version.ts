import { openCluster } from '../src/adapters/open/cluster.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openMaintenance } from '../src/adapters/open/maintenance.ts';
import { openTraffic } from '../src/adapters/open/traffic.ts';
import { judge } from '../src/app/turn.ts';
import { stopVersion } from '../src/release/stop-version.ts';

const ports = { ...openCluster(), ledger: openLedger(), traffic: { ...openTraffic(), ...openMaintenance() } };

/** ASL state `StopVersion`: gives users the maintenance answer, then stops the version that can't run beside another. */
export const handler = judge((turn) => stopVersion(turn, ports));
