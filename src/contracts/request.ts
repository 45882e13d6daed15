/** What asks for a release, and how a request waits for its turn. */
import * as z from 'zod/mini';
import { strategyNames } from './strategy-names.ts';

const serviceName = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/, 'not a service name'));

/** Nobody, as it were: an image push, its late discovery, or an alarm after the point of no return. */
export const StartedBy = z.enum(['push', 'reconcile', 'fallback']);
export type StartedBy = z.infer<typeof StartedBy>;

/**
 * What starts a release: the execution's input, also when typed into the console. A flag release is asked for by
 * `{"service", "flag"}`; its tag is `flag.<key>`, which no pushed version has.
 */
export const ReleaseRequest = z.strictObject({
  service: serviceName,
  /** The key of a feature flag that is raised without a deployment. */
  flag: z.optional(z.string().check(z.regex(/^[a-z][a-zA-Z\d_-]{0,63}$/, 'not the key of a feature flag'))),
  tag: z.string().check(z.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'not an image tag')),
  /** Set by an image push: the digest that the tag had then. */
  digest: z.optional(z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/, 'not an image digest'))),
  /** By hand: released this way, whatever the policy says for the level. */
  strategy: z.optional(z.enum(strategyNames)),
  reason: z.optional(z.string().check(z.maxLength(256))),
  /** Goes to everybody in one step once ready, whatever fires now, and is never superseded. Needs a reason. */
  hotfix: z.optional(z.boolean()),
  /** What started it; absent when a person did. */
  startedBy: z.optional(StartedBy),
  /** ISO 8601: when the image was pushed or the alarm fired. Of two waiting requests the later one is released. */
  at: z.optional(z.iso.datetime()),
  /** How many releases in a row were superseded before this one. */
  inARow: z.optional(z.int()),
});
export type ReleaseRequest = z.infer<typeof ReleaseRequest>;

/** In the order in which they begin: fallbacks, hotfixes, other versions, flags without a version. */
export const ranks = [3, 2, 1, 0] as const;
export const Rank = z.literal(ranks);
export type Rank = z.infer<typeof Rank>;

/** A request that waits for the lock. Of each rank only the newest does. */
export const Queued = z.strictObject({ request: ReleaseRequest, rank: Rank, at: z.string() });
export type Queued = z.infer<typeof Queued>;
