import { setTimeout as delay } from 'node:timers/promises';
import type { KubernetesObject } from '@kubernetes/client-node';
import { actionAnnotation, readAction } from '../../../src/adapters/k8s/ingress-action.ts';
import type { Elb } from './load-balancer.ts';

/** A rule of an action, and its target groups by service. */
export interface ActionRule {
  readonly action: string;
  readonly rule: string;
  readonly groups: Readonly<Record<string, string>>;
}

/**
 * Stands for the AWS Load Balancer Controller where no cluster runs one: whenever the Ingress changed, its actions are set at the
 * load balancer, whatever that has meanwhile.
 */
export const standInController = (read: () => Promise<KubernetesObject>, elb: Elb, rules: readonly ActionRule[]) => {
  let seen: string | undefined;
  let closed = false;
  const reconcile = async ({ metadata }: KubernetesObject) => {
    for (const { action, rule, groups } of rules) {
      const said = readAction(metadata?.annotations?.[actionAnnotation(action)] ?? '');
      const weights = (said?.services ?? []).map(({ name, weight }) => [groups[name] ?? name, weight ?? 1] as const);
      await elb.modify(rule, Object.fromEntries(weights), said?.sticky);
    }
  };
  const run = async (): Promise<void> => {
    while (!closed) {
      const ingress = await read();
      if (ingress.metadata?.resourceVersion !== seen) await reconcile(ingress);
      seen = ingress.metadata?.resourceVersion;
      await delay(50);
    }
  };
  const running = run();
  return {
    close: async () => {
      closed = true;
      await running;
    },
  };
};
