import { openCluster } from '../src/adapters/open/cluster.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { judge } from '../src/app/turn.ts';
import { smokeTest } from '../src/release/smoke-test.ts';

const ports = { ...openCluster(), ledger: openLedger() };

/** ASL state `SmokeTest`: knocks on the candidate before any user does. */
export const handler = judge((turn) => smokeTest(turn, ports));
