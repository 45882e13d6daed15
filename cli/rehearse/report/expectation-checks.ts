import type { Expectation } from '../../../src/contracts/rehearsal/expectation.ts';
import type { Check, Downtime } from '../../../src/contracts/report.ts';
import type { AttemptResult } from '../attempt.ts';
import { downtimeCheck } from './downtime.ts';
import type { Served } from './served.ts';

/** What became of an attempt, as far as stories speak of it. */
export interface Findings {
  readonly highest: number;
  readonly requests: readonly Served[];
  readonly downtime: Downtime | null;
}

/** How the attempt ended against how the story told it. */
export function expectationChecks(
  expected: Expectation | undefined,
  result: AttemptResult,
  findings: Findings,
): Check[] {
  if (expected === undefined) return [];
  const { ending, because, weightReached, failedRequests, downtime } = expected;
  const found = `${result.ending}: ${result.because}`;
  return [
    { claim: `ends ${ending}`, holds: result.ending === ending, found },
    ...(because === undefined ? [] : [saysWhy(because, result)]),
    ...(weightReached === undefined ? [] : [reaches(weightReached, findings)]),
    ...(failedRequests === undefined ? [] : [failsAtMost(failedRequests, findings)]),
    ...(downtime === undefined ? [] : [downtimeCheck(findings.downtime)]),
  ];
}

function saysWhy(because: string | readonly string[], result: AttemptResult): Check {
  const reasons = [because].flat();
  const claim = `because of ${reasons.map((reason) => `“${reason}”`).join(' or ')}`;
  return { claim, holds: reasons.some((reason) => result.because.includes(reason)), found: result.because };
}

function reaches(weight: number, { highest }: Findings): Check {
  return { claim: `the new version got up to ${weight} %`, holds: highest === weight, found: `${highest} %` };
}

function failsAtMost(limit: number, { requests }: Findings): Check {
  const failed = requests.filter((request) => request.failed).length;
  const claim = limit === 0 ? 'not one request fails' : `at most ${limit} requests fail`;
  return { claim, holds: failed <= limit, found: `${failed} of ${requests.length} failed` };
}
