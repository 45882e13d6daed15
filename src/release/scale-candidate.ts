import type { Turn } from '../contracts/turns.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { podsFor } from '../domain/carrying.ts';
import { secondsBetween } from '../domain/instants.ts';
import { judgeReadiness } from '../domain/verdict.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Targets } from '../ports/targets.ts';
import type { Scaling, Workload } from '../ports/workload.ts';
import { demandGo, fenced } from './fenced.ts';
import { stepOf } from './step-of.ts';

export interface ScalePorts {
  readonly ledger: Ledger;
  readonly workload: Workload & Scaling;
  readonly targets: Targets;
}

/** More pods harm nobody: RestoreWorkload takes them away with the candidate. */
const leftToRestoreWorkload = async (): Promise<void> => {};

/**
 * Gives the candidate the pods that its next share of users needs, as many as stable has by now, and waits until they are ready. It was
 * ready before: pods that are missing now say something of nodes, not of the version, so this is as patient as the policy; JudgeHealth watches for crashes.
 */
export const scaleCandidate = async (turn: Turn, { ledger, workload, targets }: ScalePorts): Promise<Verdict> => {
  const { share, withinSeconds } = stepOf(turn, 'scale');
  const { site, capacity, patienceSeconds } = (await demandGo(ledger, turn.release)).release;
  const stable = await workload.running(site, site.stable);
  const replicas = podsFor(Math.max(stable?.replicas ?? 0, share === 100 ? capacity.replicas : 0), share);
  await fenced(ledger, turn.release, {
    write: () => workload.scale({ release: turn.release, site }, replicas),
    prove: async () => {
      await workload.readiness(site, site.candidate);
    },
    undo: leftToRestoreWorkload,
  });
  const [pods, count] = await Promise.all([
    workload.readiness(site, site.candidate),
    targets.count(site.candidate.targetGroup),
  ]);
  const elapsedSeconds = secondsBetween(turn.startedAt, turn.now);
  const patient = Math.max(withinSeconds, patienceSeconds);
  const evidence = { pods: { ...pods, restarted: [] }, targets: count, now: turn.now };
  return judgeReadiness({ ...evidence, withinSeconds: patient, elapsedSeconds });
};
