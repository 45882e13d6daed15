import { openAnnouncer } from '../src/adapters/open/announcer.ts';
import { openCohorts } from '../src/adapters/open/cohorts.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openPacing } from '../src/adapters/open/pacing.ts';
import { openRoutedTraffic } from '../src/adapters/open/routed-traffic.ts';
import { openTargets } from '../src/adapters/open/targets.ts';
import { judge } from '../src/app/turn.ts';
import { shiftTraffic } from '../src/release/shift-traffic.ts';

const ports = {
  ledger: openLedger(),
  traffic: { ...openRoutedTraffic(), ...openCohorts() },
  targets: openTargets(),
  pacing: openPacing(),
  announcer: openAnnouncer(),
};

/** ASL state `ShiftTraffic`: gives the candidate its share, within the budget, and proves that the load balancer took it. */
export const handler = judge((turn) => shiftTraffic(turn, ports));
