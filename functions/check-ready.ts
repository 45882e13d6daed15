import { openCluster } from '../src/adapters/open/cluster.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openTargets } from '../src/adapters/open/targets.ts';
import { judge } from '../src/app/turn.ts';
import { checkReady } from '../src/release/check-ready.ts';

const ports = { ...openCluster(), ledger: openLedger(), targets: openTargets() };

/** ASL state `CheckReady`: looks once whether the candidate is ready, at the cluster and at the load balancer. */
export const handler = judge((turn) => checkReady(turn, ports));
