import type { Turn } from '../contracts/turns.ts';
import type { Inquiry, Verdict } from '../contracts/verdict.ts';
import { TidegateError } from '../domain/errors.ts';
import { judge } from '../domain/judgement/judge.ts';
import { stopsVersion } from '../domain/plan-shape.ts';
import { isInPlace } from '../domain/site.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Verdicts } from '../ports/verdicts.ts';
import { demandGo } from './fenced.ts';
import { type JudgedStep, type LookPorts, lookAtHealth, type Sight } from './look-at-health.ts';

export interface JudgePorts extends LookPorts {
  readonly ledger: Ledger;
  readonly verdicts: Pick<Verdicts, 'keep'>;
}

const judgedStep = ({ step }: Turn): JudgedStep => {
  if (step.kind === 'bake' || step.kind === 'gate') return step;
  throw new TidegateError('InputInvalid', `expected a bake or gate step, got ${step.kind}`);
};

const inquiryOf = async (sight: Sight, ports: LookPorts): Promise<Inquiry> => {
  const { record, step, startedAt, now } = sight;
  const { release, promotedBecause = null, answers = [] } = record;
  const { minimumRequests, patienceSeconds, terms } = release;
  return {
    ...{ step, startedAt, now, minimumRequests, patienceSeconds, promotedBecause, answers },
    ...(terms === undefined ? {} : { terms }),
    inPlace: isInPlace(release.site),
    wasClosed: stopsVersion(release.plan),
    evidence: await lookAtHealth(sight, ports),
  };
};

/** A verdict that can't be kept is no verdict, but users don't wait for the record when they must go back. */
const kept = async (turn: Turn, inquiry: Inquiry, verdict: Verdict, { verdicts }: JudgePorts): Promise<Verdict> => {
  try {
    await verdicts.keep({ release: turn.release, inquiry, verdict });
    return verdict;
  } catch (error) {
    if (verdict.kind !== 'rollBack') throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { ...verdict, because: `${verdict.because} (this verdict could not be kept: ${why})` };
  }
};

/** Looks once at everything that tells how this step goes, says what it means, and keeps both. */
export const judgeHealth = async (turn: Turn, ports: JudgePorts): Promise<Verdict> => {
  const step = judgedStep(turn);
  const record = await demandGo(ports.ledger, turn.release);
  const inquiry = await inquiryOf({ record, step, startedAt: turn.startedAt, now: turn.now }, ports);
  return kept(turn, inquiry, judge(inquiry), ports);
};
