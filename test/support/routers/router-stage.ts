import type { Split, Traffic } from '../../../src/ports/traffic.ts';

/** Something with two target groups that a router moves users between, and a neighbour that is none of its business. */
export interface RouterStage {
  readonly traffic: Traffic;
  /** As a step forward sets it, through the router. */
  split(candidateWeight: number): Split;
  /** As a rollback sets it: everybody on stable, at the load balancer itself. */
  readonly safe: Split;
  /** Somebody else writes to the load balancer: a person, Terraform. */
  somebodySets(candidateWeight: number, sticky?: boolean): Promise<void>;
  /** Weights of the rule beside ours, in the order of its target groups. */
  neighbour(): Promise<readonly (number | undefined)[]>;
  /** What the last `set` has left where this router writes, byte for byte. */
  written(): Promise<string>;
  close(): Promise<void>;
}

/** A stage whose weights are set in an Ingress. */
export interface IngressStage extends RouterStage {
  /** Changes something else about the Ingress, so that its controller looks at it. */
  poke(): Promise<void>;
}
