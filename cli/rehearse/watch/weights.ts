import type { Admin } from '../admin.ts';
import type { Sighting, WeightsSet } from '../sighting.ts';

interface RuleInput {
  readonly RuleArn?: string;
  readonly Actions?: readonly {
    readonly ForwardConfig?: { readonly TargetGroups?: readonly WeightedGroup[] };
    readonly FixedResponseConfig?: unknown;
  }[];
}
interface WeightedGroup {
  readonly TargetGroupArn?: string;
  readonly Weight?: number;
}

/** The rules that decide who gets which version. */
export interface WatchedRules {
  readonly ruleArn: string;
  readonly cohortRuleArn?: string;
}

/** Answers a look at the calls that set the rules' weights since the last look. Calls that failed set nothing. */
export function watchWeights(admin: Admin, { ruleArn, cohortRuleArn }: WatchedRules): () => Promise<Sighting[]> {
  let seen = 0;
  return async () => {
    const calls = await admin.calls({ service: 'elasticloadbalancing', operation: 'ModifyRule' });
    const fresh = calls.slice(seen);
    seen = calls.length;
    return fresh.flatMap(({ at, caller, input, error }): Sighting[] => {
      const rule = input as RuleInput;
      const isCohort = rule.RuleArn !== ruleArn;
      if (error !== undefined || rule.Actions === undefined || (isCohort && rule.RuleArn !== cohortRuleArn)) return [];
      const set = { at, by: caller, weights: weightsIn(rule), ...(isCohort ? ({ audience: 'cohort' } as const) : {}) };
      return [{ kind: 'weightsSet', at, change: isClosed(rule) ? { ...set, isClosed: true } : set }];
    });
  };
}

function isClosed({ Actions = [] }: RuleInput): boolean {
  return Actions.some(({ FixedResponseConfig }) => FixedResponseConfig !== undefined);
}

function weightsIn(input: RuleInput): WeightsSet['weights'] {
  const groups = input.Actions?.flatMap((action) => action.ForwardConfig?.TargetGroups ?? []) ?? [];
  return Object.fromEntries(groups.map((group) => [group.TargetGroupArn ?? '', group.Weight ?? 1]));
}
