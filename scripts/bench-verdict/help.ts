import { baseShares, lifts, traffics } from './plan.ts';
import { schedule } from './schedule.ts';

const points = (shares: readonly number[]): string => shares.map((share) => 100 * share).join(', ');

/** What `--help` prints: what is simulated, and what the tables mean. */
export const help = `npm run bench:verdict [-- --releases 20000 --seed 1 --threads 2 --json FILE]

Simulates releases and lets Tidegate's own comparison (src/domain/comparison) judge them, side by side with a fixed threshold (Flagger),
failures in a row (Argo Rollouts) and a Mann-Whitney test (Kayenta). Ends with a line for each target and fails when one is missed.

  --releases  so many in steady weather, half of them as good as stable; a third as many more in other weather
  --seed      the same seed gives the same tables
  --threads   worker threads
  --json      writes all sums to a file

What is simulated
  ${traffics.join(', ')} requests a minute; ${points(baseShares)} % of stable's fail; the candidate is as good, or worse by ${points(lifts)} points.
  Steps of ${schedule.weights.join(', ')} % that bake for ${schedule.bakeMinutes} minutes; metrics of one minute; an hour of stable before as a baseline. A step passes with
  ${schedule.minimumRequests} requests when the candidate is not worse, the last one only when it is fine; what is held for ${schedule.patienceMinutes} minutes longer is
  inconclusive, and goes on here as if the person who is asked said yes. The others have no patience: a step takes its bake.
  A version that is never rolled back counts as exposed until ${schedule.noticedAfterMinutes / 60} hours after the release began.
  Limits of the others are those of their documentation: a limit of 1 % rolls back each version of a service that itself fails more often.
  At the same rate: their limits are tuned for each amount of traffic until they roll back as many of the same good versions as Tidegate.
  Where few requests come, part of the difference is that Tidegate holds a version at a small share of users for longer.

Weather
  steady    errors are independent, rates constant: what the targets are about
  day       stable's rate goes up and down by a factor of 3 in a day
  bursts    outages of 3 minutes in which 10 % more fail, on both sides alike
  clumped   errors come in clumps that hit one side (correlation 0.001): more than any test of independent errors assumes
`;
