import type { Admin } from '../admin.ts';
import type { Sighting, WeightsSet } from '../sighting.ts';

interface RuleInput {
  readonly RuleArn?: string;
  readonly Actions?: readonly { readonly ForwardConfig?: { readonly TargetGroups?: readonly WeightedGroup[] } }[];
}
interface WeightedGroup {
  readonly TargetGroupArn?: string;
  readonly Weight?: number;
}

/** Answers a look at the calls that set the rule's weights since the last look. Calls that failed set nothing. */
export function watchWeights(admin: Admin, ruleArn: string): () => Promise<Sighting[]> {
  let seen = 0;
  return async () => {
    const calls = await admin.calls({ service: 'elasticloadbalancing', operation: 'ModifyRule' });
    const fresh = calls.slice(seen);
    seen = calls.length;
    return fresh.flatMap(({ at, caller, input, error }): Sighting[] => {
      const rule = input as RuleInput;
      if (error !== undefined || rule.RuleArn !== ruleArn) return [];
      return [{ kind: 'weightsSet', at, change: { at, by: caller, weights: weightsIn(rule) } }];
    });
  };
}

function weightsIn(input: RuleInput): WeightsSet['weights'] {
  const groups = input.Actions?.flatMap((action) => action.ForwardConfig?.TargetGroups ?? []) ?? [];
  return Object.fromEntries(groups.map((group) => [group.TargetGroupArn ?? '', group.Weight ?? 1]));
}
