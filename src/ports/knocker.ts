import type { SmokeCheck } from '../contracts/plan.ts';
import type { Environment, Site } from '../contracts/site.ts';

/** Asks a candidate directly, past the load balancer: through the API server's service proxy. */
export interface Knocker {
  /** Answers status and body; throws `ClusterUnreachable` when nobody could be asked. */
  knock(site: Pick<Site, 'cluster'>, environment: Environment, check: SmokeCheck): Promise<Answer>;
}
export interface Answer {
  readonly status: number;
  readonly body: string;
}
