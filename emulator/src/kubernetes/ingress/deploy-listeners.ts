import type { Listener, LoadBalancer, Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { equal } from '../objects/json.ts';
import type { Deployment } from './deployment.ts';
import type { ListenerSpec } from './stack.ts';
import { isSameAction, wireAction } from './wire-action.ts';

type Arns = ReadonlyMap<string, string>;

/**
 * Makes the load balancer's listeners those of the stack: others are deleted, whoever made them. As
 * pkg/deploy/elbv2/listener_synthesizer.go does.
 */
export async function deployListeners(
  deployment: Deployment,
  { LoadBalancerArn }: LoadBalancer,
  arns: Arns,
): Promise<void> {
  const { elb, stack } = deployment;
  const existing = await elb.list<Listener>('DescribeListeners', 'Listeners', { LoadBalancerArn });
  const unknown = existing.filter(({ Port }) => !stack.listeners.some(({ port }) => port === Port));
  for (const { ListenerArn } of unknown) await elb.call('DeleteListener', { ListenerArn });
  for (const spec of stack.listeners) {
    const found = existing.find(({ Port }) => Port === spec.port);
    const listener = found ?? (await createListener(deployment, LoadBalancerArn, spec, arns));
    if (found !== undefined) await updateDefaultAction(deployment, found, spec, arns);
    await deployRules(deployment, listener.ListenerArn ?? '', spec, arns);
  }
}

async function createListener(
  { elb, tracking }: Deployment,
  LoadBalancerArn: string | undefined,
  { port, protocol, defaultAction }: ListenerSpec,
  arns: Arns,
): Promise<Listener> {
  const { Listeners } = await elb.call<{ Listeners: [Listener] }>('CreateListener', {
    LoadBalancerArn,
    Port: port,
    Protocol: protocol,
    DefaultActions: [wireAction(defaultAction, arns)],
    Tags: tracking.tagsOf(String(port)),
  });
  return Listeners[0];
}

async function updateDefaultAction(
  { elb }: Deployment,
  { ListenerArn, DefaultActions }: Listener,
  { defaultAction }: ListenerSpec,
  arns: Arns,
): Promise<void> {
  const wanted = wireAction(defaultAction, arns);
  if (isSameAction(DefaultActions?.[0], wanted)) return;
  await elb.call('ModifyListener', { ListenerArn, DefaultActions: [wanted] });
}

/**
 * Makes the listener's rules those of the stack, by priority: rules that it does not know are deleted first, missing ones
 * created, different ones modified. As pkg/deploy/elbv2/listener_rule_synthesizer.go does.
 */
async function deployRules(
  { elb, tracking }: Deployment,
  ListenerArn: string,
  spec: ListenerSpec,
  arns: Arns,
): Promise<void> {
  const described = await elb.list<Rule>('DescribeRules', 'Rules', { ListenerArn });
  const existing = described.filter(({ IsDefault }) => IsDefault !== true);
  const wanted = spec.rules.map(({ conditions, action }, index) => ({
    priority: index + 1,
    Conditions: [...conditions],
    action: wireAction(action, arns),
  }));
  const unknown = existing.filter(({ Priority }) => !wanted.some(({ priority }) => String(priority) === Priority));
  for (const { RuleArn } of unknown) await elb.call('DeleteRule', { RuleArn });
  for (const { priority, Conditions, action } of wanted) {
    const found = existing.find(({ Priority }) => Priority === String(priority));
    if (found === undefined) {
      const Tags = tracking.tagsOf(`${spec.port}:${priority}`);
      await elb.call('CreateRule', { ListenerArn, Priority: priority, Conditions, Actions: [action], Tags });
    } else if (!(isSameAction(found.Actions?.[0], action) && areSame(found.Conditions ?? [], Conditions))) {
      await elb.call('ModifyRule', { RuleArn: found.RuleArn, Conditions, Actions: [action] });
    }
  }
}

function areSame(shown: readonly RuleCondition[], wanted: readonly RuleCondition[]): boolean {
  return equal(shown.map(textOf).sort(), wanted.map(textOf).sort());
}

function textOf(condition: RuleCondition): string {
  const { Field, HostHeaderConfig, PathPatternConfig, HttpRequestMethodConfig, HttpHeaderConfig } = condition;
  const values = (HostHeaderConfig ?? PathPatternConfig ?? HttpRequestMethodConfig ?? HttpHeaderConfig)?.Values ?? [];
  const pairs = condition.QueryStringConfig?.Values?.map(({ Key, Value }) => [Key ?? null, Value ?? null]) ?? [];
  return JSON.stringify([Field, HttpHeaderConfig?.HttpHeaderName ?? null, values.toSorted(), pairs]);
}
