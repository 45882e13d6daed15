import type { StepOf } from '../contracts/plan.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { Turn } from '../contracts/turns.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { TidegateError } from '../domain/errors.ts';
import { secondsBetween } from '../domain/instants.ts';
import { longestFunctionSeconds } from '../domain/protocol.ts';
import { advance, hold, rollBack } from '../domain/verdict.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Maintenance, Traffic } from '../ports/traffic.ts';
import type { InPlace } from '../ports/workload.ts';
import { demandGo, fenced } from './fenced.ts';
import { stepOf } from './step-of.ts';

export interface StopPorts {
  readonly ledger: Ledger;
  readonly traffic: Traffic & Maintenance;
  readonly workload: InPlace;
}

/** Users can come back only once a version runs again: RestoreWorkload starts it, then opens. */
const leftToRestoreWorkload = async (): Promise<void> => {};

const isClosed = async ({ release: { site } }: ReleaseRecord, traffic: Traffic): Promise<boolean> =>
  (await traffic.read(site.listenerRule)).closed === true;

const close = (turn: Turn, { retryAfterSeconds }: StepOf<'stop'>, { ledger, traffic }: StopPorts) =>
  fenced(ledger, turn.release, {
    write: ({ release }) => traffic.close(release.site.listenerRule, retryAfterSeconds),
    prove: async (record) => {
      if (await isClosed(record, traffic)) return;
      throw new TidegateError('NotConverged', 'the load balancer does not give the maintenance answer yet');
    },
    undo: leftToRestoreWorkload,
  });

/** Answers whether the version has stopped. */
const stop = async (turn: Turn, { ledger, workload }: StopPorts): Promise<boolean> => {
  let stopped = false;
  await fenced(ledger, turn.release, {
    write: async ({ release }) => {
      stopped = await workload.stop({ release: turn.release, site: release.site, image: release.image });
    },
    prove: async () => {},
    undo: leftToRestoreWorkload,
  });
  return stopped;
};

/** Users wait for the first minute of a release to be over where they still are, and not before a closed door. */
const sinceClosable = (turn: Turn, { admittedAt }: ReleaseRecord): number =>
  Math.min(secondsBetween(turn.startedAt, turn.now), secondsBetween(admittedAt, turn.now) - longestFunctionSeconds);

/** Gives users the maintenance answer, lets requests under way end, then stops the version that can't run beside another. */
export const stopVersion = async (turn: Turn, ports: StopPorts): Promise<Verdict> => {
  const step = stepOf(turn, 'stop');
  const record = await demandGo(ports.ledger, turn.release);
  const elapsed = sinceClosable(turn, record);
  if (elapsed < 0) return hold('a function of the release before may still run: nothing stops yet', -elapsed);
  if (!(await isClosed(record, ports.traffic))) await close(turn, step, ports);
  const left = step.drainSeconds - elapsed;
  if (left > 0) return hold('users get the maintenance answer; requests under way end', left);
  if (await stop(turn, ports)) return advance('the old version has stopped');
  return elapsed < step.drainSeconds + step.withinSeconds
    ? hold('the old version stops', 2)
    : rollBack(`the old version did not stop in ${step.withinSeconds} s`);
};
