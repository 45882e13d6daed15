import { answerApproval } from '../../src/approval/answer-approval.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import { admitRelease } from '../../src/release/admit-release.ts';
import { awaitApproval } from '../../src/release/await-approval.ts';
import { checkReady } from '../../src/release/check-ready.ts';
import { concludeRelease } from '../../src/release/conclude-release.ts';
import { deployVersion } from '../../src/release/deploy-version.ts';
import { flipFlags } from '../../src/release/flip-flags.ts';
import { judgeHealth } from '../../src/release/judge-health.ts';
import { onExecutionEnded } from '../../src/release/on-execution-ended.ts';
import { onImagePushed } from '../../src/release/on-image-pushed.ts';
import { operatorAbort } from '../../src/release/operator-abort.ts';
import { reconcile } from '../../src/release/reconcile.ts';
import { restoreAtOnce, restoreWorkload } from '../../src/release/restore-workload.ts';
import { retireOldVersion } from '../../src/release/retire-old-version.ts';
import { rollBackTurn } from '../../src/release/roll-back.ts';
import { rollBackOnAlarm } from '../../src/release/roll-back-on-alarm.ts';
import { scaleCandidate } from '../../src/release/scale-candidate.ts';
import { shiftTraffic } from '../../src/release/shift-traffic.ts';
import { smokeTest } from '../../src/release/smoke-test.ts';
import { stopVersion } from '../../src/release/stop-version.ts';
import type { Program } from './process-states.ts';

/** The functions behind the machine's tasks, by the name of the task, and those behind events. All are the product's own. */
export const programs: Readonly<Record<string, Program>> = {
  AdmitRelease: admitRelease,
  ShiftTraffic: shiftTraffic,
  DeployVersion: deployVersion,
  CheckReady: checkReady,
  ScaleCandidate: scaleCandidate,
  StopVersion: stopVersion,
  SmokeTest: smokeTest,
  JudgeHealth: judgeHealth,
  AwaitApproval: awaitApproval,
  FlipFlags: flipFlags,
  RetireOldVersion: retireOldVersion,
  RollBack: rollBackTurn,
  RestoreWorkload: restoreWorkload,
  RestoreAtOnce: restoreAtOnce,
  ConcludeRelease: concludeRelease,
  OnImagePushed: onImagePushed,
  OnExecutionEnded: onExecutionEnded,
  AlarmFired: rollBackOnAlarm,
  OperatorAbort: operatorAbort,
  AnswerApproval: answerApproval,
  Reconcile: reconcile,
  OperatorPromote: ({ service }: { service: string }, { ledger }: { ledger: Ledger }) =>
    ledger.promote(service, 'an operator said so'),
};
