/** What a target group did with the requests of one minute. */
export interface Handled {
  readonly requests: number;
  /** Whatever their status. */
  readonly answers: number;
  /** Requests for which the target took no connection. */
  readonly unconnected: number;
  /** Time from request to answer, of all answers together. */
  readonly busySeconds: number;
}

const minuteSeconds = 60;
const standardDeviations = 3;

/**
 * Requests that never got an answer, by minute: the target broke the connection, or said nothing until the load balancer gave up.
 * Users see 502 or 504 for them, but no metric of the target group counts them, so they are what is missing between requests and
 * answers.
 *
 * Some of it is only under way: by Little's law (L = λW) as many as the seconds of work per second, with the spread of a Poisson
 * number. And a request can only be lost if it is still missing at the end of every later minute. So none of the newest
 * minute is called unanswered yet.
 */
export const unansweredByMinute = (minutes: readonly Handled[]): readonly number[] => {
  const missing = missingByMinuteEnd(minutes);
  const newest = minutes.findLastIndex(({ requests, answers }) => requests > 0 || answers > 0);
  const lost: number[] = new Array(minutes.length).fill(0);
  let least = missing[newest] ?? 0;
  for (let i = newest - 1; i >= 0; i -= 1) {
    least = Math.min(least, missing[i] ?? 0);
    lost[i] = Math.max(0, least);
  }
  return lost.map((until, i) => Math.max(0, until - (lost[i - 1] ?? 0)));
};

/** How many requests since the first minute are missing at the end of each, beyond those that must be expected under way. */
const missingByMinuteEnd = (minutes: readonly Handled[]): readonly number[] => {
  let missing = 0;
  return minutes.map(({ requests, answers, unconnected, busySeconds }) => {
    missing += requests - answers - unconnected;
    const underWay = busySeconds / minuteSeconds;
    return Math.floor(missing - underWay - standardDeviations * Math.sqrt(underWay));
  });
};
