import { openCluster } from '../src/adapters/open/cluster.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openManifests } from '../src/adapters/open/manifests.ts';
import { doer } from '../src/app/turn.ts';
import { deployVersion } from '../src/release/deploy-version.ts';

const ports = { ...openCluster(), ledger: openLedger(), manifests: openManifests() };

/** ASL state `DeployVersion`: brings the new version up beside stable, or puts it in stable's place. */
export const handler = doer((turn) => deployVersion(turn, ports));
