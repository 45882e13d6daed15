/** Before the way back closes where no old version drains: what is left to wait for, and to watch. */
import type { AlarmReading } from '../../contracts/evidence.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import { alarmsIn } from '../alarms-in.ts';
import { longestFunctionSeconds } from '../protocol.ts';
import { advance, hold, rollBack } from '../verdict.ts';

/** An operator may have ended the bake: no function of this release outlives it. An alarm counts to the last, for roll-back may have failed. */
export const judgeOutlived = (alarms: readonly AlarmReading[], elapsedSeconds: number): Verdict => {
  const firing = alarmsIn('firing', alarms);
  if (firing) return rollBack(`alarm fires while the way back is still open: ${firing}`);
  const left = longestFunctionSeconds - elapsedSeconds;
  return left > 0 ? hold('a function of this release may still run', left) : advance('nobody is to drain');
};
