import type { SmokeCheck } from '../contracts/plan.ts';
import type { Turn } from '../contracts/turns.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { advance, rollBack } from '../domain/verdict.ts';
import type { Answer, Knocker } from '../ports/knocker.ts';
import type { Ledger } from '../ports/ledger.ts';
import { demandGo } from './fenced.ts';
import { stepOf } from './step-of.ts';

const complaint = (check: SmokeCheck, answer: Answer): string | null => {
  if (answer.status !== check.status) return `${check.path} answered ${answer.status} instead of ${check.status}`;
  if (check.contains !== undefined && !answer.body.includes(check.contains))
    return `${check.path} did not answer "${check.contains}"`;
  return null;
};

/** Knocks on the candidate before any user does. One wrong answer rolls back. */
export const smokeTest = async (
  turn: Turn,
  { ledger, knocker }: { ledger: Ledger; knocker: Knocker },
): Promise<Verdict> => {
  const { checks } = stepOf(turn, 'smoke');
  const { site } = (await demandGo(ledger, turn.release)).release;
  const complaints: string[] = [];
  for (const check of checks) {
    const found = complaint(check, await knocker.knock(site, site.candidate, check));
    if (found !== null) complaints.push(found);
  }
  if (complaints.length > 0) return rollBack(`the smoke test failed: ${complaints.join('; ')}`);
  return advance(`${checks.length} smoke checks passed`);
};
