/** The error budget of a service: how many failed requests its objective allows in 30 days, and how many are left. */
import type { Budget } from '../contracts/policy/budget.ts';
import { tellAbout, tellNumber } from './telling.ts';

/** So far back requests count. */
export const budgetDays = 30;

/** Requests of those days, and how many of them failed. */
export interface Served {
  readonly requests: number;
  readonly errors: number;
}

/** In failed requests, but for `share`: so much of what is allowed has been spent, 1 for all; null where nothing is allowed. */
export interface BudgetState {
  readonly allowed: number;
  readonly spent: number;
  /** Never below 0. */
  readonly left: number;
  readonly share: number | null;
}

/** Percents with three decimals are exact in thousandths; 100 - 99.9 is not, as a difference of floats. */
const thousandths = (percent: number): number => Math.round(percent * 1000);

export const budgetState = ({ requests, errors }: Served, { objective }: Pick<Budget, 'objective'>): BudgetState => {
  const allowed = Math.floor((requests * (thousandths(100) - thousandths(objective))) / thousandths(100));
  return {
    allowed,
    spent: errors,
    left: Math.max(0, allowed - errors),
    share: allowed === 0 ? null : errors / allowed,
  };
};

/** Why no release may start by itself until old errors are 30 days past, or null. */
export const whySpent = (served: Served, budget: Budget): string | null => {
  const { allowed, spent } = budgetState(served, budget);
  if (spent === 0 || spent < allowed) return null;
  const promise = `${budget.objective} % over ${budgetDays} days allows ${tellNumber(allowed)} failed requests of ${tellAbout(served.requests)}`;
  return `${promise}; ${tellNumber(spent)} have failed: automatic releases are refused until errors are ${budgetDays} days past; start it by hand if you mean it`;
};

/** Failed requests that one release may cost: its share of what is left. Undefined where no traffic says what that is. */
export const errorsAllowed = (served: Served, budget: Budget): number | undefined =>
  served.requests === 0 ? undefined : Math.floor((budgetState(served, budget).left * budget.share) / 100);
