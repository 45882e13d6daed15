import type { Counts, HealthEvidence, Minute } from '../../contracts/evidence.ts';
import type { StepOf } from '../../contracts/plan.ts';
import type { Inquiry } from '../../contracts/verdict.ts';
import { type Comparison, compare } from '../comparison/compare.ts';
import { TidegateError } from '../errors.ts';
import { minuteOf, secondsBetween } from '../instants.ts';
import { isUnseen } from './is-unseen.ts';

/** One inquiry, with what the rules ask of it again and again. */
export interface Look {
  readonly inquiry: Inquiry;
  readonly step: StepOf<'bake'> | StepOf<'gate'>;
  readonly evidence: HealthEvidence;
  readonly elapsedSeconds: number;
  /** Candidate against stable; null when nobody looked at traffic, or an older release has no terms to compare by. */
  readonly comparison: Comparison | null;
}

/** True for minutes in which everybody was on the candidate. */
const isAlone = ({ step, inPlace, startedAt }: Inquiry, at: string): boolean =>
  inPlace || (step.kind === 'bake' && step.weight === 100 && at >= minuteOf(startedAt));

/** CloudWatch has no data point where nobody came: beside one of the other side, that is no request. */
const orNone = (counts: Counts | null, quantiles: number): Counts =>
  counts ?? { requests: 0, errors: 0, slow: Array.from({ length: quantiles }, () => 0) };

const paired = ({ at, stable, candidate }: Minute, quantiles: number) => ({
  at,
  stable: orNone(stable, quantiles),
  candidate: orNone(candidate, quantiles),
});

const comparisonOf = (inquiry: Inquiry): Comparison | null => {
  const { terms, evidence } = inquiry;
  const { traffic } = evidence;
  if (terms === undefined || traffic === undefined || isUnseen(traffic)) return null;
  const { baseline, errorsWorseBy, slowerBy, warmUpSeconds } = terms;
  const quantiles = baseline?.slowAboveSeconds.length ?? 0;
  const minutes = traffic.minutes.map((minute) => {
    const alone = isAlone(inquiry, minute.at);
    return alone ? { ...minute, alone } : { ...paired(minute, quantiles), alone };
  });
  return compare(minutes, baseline, { errorsWorseBy, slowerBy, warmUpSeconds });
};

/** Throws `InputInvalid` for steps that nobody judges. */
export const lookOf = (inquiry: Inquiry): Look => {
  const { step, evidence, startedAt, now } = inquiry;
  if (step.kind !== 'bake' && step.kind !== 'gate')
    throw new TidegateError('InputInvalid', `a ${step.kind} step is not judged by its health`);
  const elapsedSeconds = secondsBetween(startedAt, now) || 0;
  return { inquiry, step, evidence, elapsedSeconds, comparison: comparisonOf(inquiry) };
};
