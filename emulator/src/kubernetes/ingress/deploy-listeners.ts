import type { Listener, LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import { deployRules } from './deploy-rules.ts';
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
