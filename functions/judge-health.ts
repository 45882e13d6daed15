import { openEvidence } from '../src/adapters/open/evidence.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { openPodWatch } from '../src/adapters/open/pod-watch.ts';
import { openTargets } from '../src/adapters/open/targets.ts';
import { openTraffic } from '../src/adapters/open/traffic.ts';
import { openVerdicts } from '../src/adapters/open/verdicts.ts';
import { judge } from '../src/app/turn.ts';
import { judgeHealth } from '../src/release/judge-health.ts';

const ports = {
  ...{ ledger: openLedger(), evidence: openEvidence(), traffic: openTraffic(), targets: openTargets() },
  ...{ pods: openPodWatch(), verdicts: openVerdicts() },
};

/** ASL state `JudgeHealth`: decides what the evidence of a bake or gate means. */
export const handler = judge((turn) => judgeHealth(turn, ports));
