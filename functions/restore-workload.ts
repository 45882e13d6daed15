import { openCluster } from '../src/adapters/open/cluster.ts';
import { openEvidence } from '../src/adapters/open/evidence.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openTraffic } from '../src/adapters/open/traffic.ts';
import { handle } from '../src/app/handle.ts';
import { RestoreTurn } from '../src/contracts/turns.ts';
import { restoreWorkload } from '../src/release/restore-workload.ts';

const ports = { ...openCluster(), ledger: openLedger(), evidence: openEvidence(), traffic: openTraffic() };

/** ASL state `RestoreWorkload`: takes the candidate away once users have left it. */
export const handler = handle({ input: RestoreTurn, act: (turn) => restoreWorkload(turn, ports) });
