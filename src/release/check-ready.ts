import type { Turn } from '../contracts/turns.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { secondsBetween } from '../domain/instants.ts';
import { judgeReadiness } from '../domain/verdict.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Targets } from '../ports/targets.ts';
import type { Workload } from '../ports/workload.ts';
import { demandGo } from './fenced.ts';
import { stepOf } from './step-of.ts';

/** Looks once whether the candidate is ready, at the cluster and at the load balancer. */
export const checkReady = async (
  turn: Turn,
  { ledger, workload, targets }: { ledger: Ledger; workload: Workload; targets: Targets },
): Promise<Verdict> => {
  const { withinSeconds } = stepOf(turn, 'awaitReady');
  const { site } = (await demandGo(ledger, turn.release)).release;
  const [pods, count] = await Promise.all([
    workload.readiness(site, site.candidate),
    targets.count(site.candidate.targetGroup),
  ]);
  return judgeReadiness({
    pods,
    targets: count,
    withinSeconds,
    now: turn.now,
    elapsedSeconds: secondsBetween(turn.startedAt, turn.now),
  });
};
