import { openCluster } from '../src/adapters/open/cluster.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { doer } from '../src/app/turn.ts';
import { deployVersion } from '../src/release/deploy-version.ts';

const ports = { ...openCluster(), ledger: openLedger() };

/** ASL state `DeployVersion`: brings the candidate up beside stable, as large as stable is now. */
export const handler = doer((turn) => deployVersion(turn, ports));
