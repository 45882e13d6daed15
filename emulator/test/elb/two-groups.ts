import { ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  createGroup,
  createListener,
  createRule,
  type Program,
  registerHealthy,
  type Stage,
  weighted,
} from './stage.ts';

/** A listener whose one rule weighs two groups of one healthy program each. */
export interface TwoGroups {
  readonly listener: string;
  readonly blue: string;
  readonly green: string;
  readonly rule: string;
  readonly blueProgram: Program;
  readonly greenProgram: Program;
}

export async function createTwoGroups(
  stage: Stage,
  weights: readonly [number, number],
  stickySeconds?: number,
): Promise<TwoGroups> {
  const listener = await createListener(stage);
  const [blue, green] = [await createGroup(stage, 'blue'), await createGroup(stage, 'green')];
  const rule = await createRule(stage, listener, weighted({ [blue]: weights[0], [green]: weights[1] }, stickySeconds));
  const [blueProgram, greenProgram] = [await stage.program(), await stage.program()];
  await registerHealthy(stage, blue, blueProgram);
  await registerHealthy(stage, green, greenProgram);
  return { listener, blue, green, rule, blueProgram, greenProgram };
}

/** Replaces the rule's action and lets it propagate. */
export async function setWeights(
  stage: Stage,
  rule: string,
  weights: Readonly<Record<string, number>>,
  stickySeconds?: number,
): Promise<void> {
  await stage.client.send(new ModifyRuleCommand({ RuleArn: rule, Actions: [weighted(weights, stickySeconds)] }));
  await stage.clock.advance(0);
}
