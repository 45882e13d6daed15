import { openCluster } from '../src/adapters/open/cluster.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openTargets } from '../src/adapters/open/targets.ts';
import { judge } from '../src/app/turn.ts';
import { scaleCandidate } from '../src/release/scale-candidate.ts';

const ports = { ...openCluster(), ledger: openLedger(), targets: openTargets() };

/** ASL state `ScaleCandidate`: gives the candidate the pods that its next share of users needs, and waits until they are ready. */
export const handler = judge((turn) => scaleCandidate(turn, ports));
