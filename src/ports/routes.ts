import type { IngressAction } from '../contracts/site.ts';

/** How users reach a service: the rule and the target groups that it can give them to. */
export interface Route {
  readonly listenerRule: string;
  readonly targetGroups: { readonly blue: string; readonly green?: string | undefined };
  readonly ingress?: IngressAction;
}

/** What a policy says of an Ingress. */
export interface IngressAddress {
  readonly cluster: string;
  readonly namespace: string;
  readonly ingress: string;
  readonly action: string;
  readonly services: { readonly blue: string; readonly green: string };
}

/** Where the AWS Load Balancer Controller has put what an Ingress says. */
export interface Routes {
  /** Throws `RouteNotFound` naming what is missing: the Ingress, its action, a service in it, the rule at the load balancer. */
  ofIngress(address: IngressAddress): Promise<Route>;
}
