/** ln(e^a + e^b), without overflow. */
export const logAdd = (one: number, other: number): number => {
  const high = Math.max(one, other);
  return high === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(Math.min(one, other) - high));
};

/** ln of the mean of e^x over all x. */
export const logMean = (logs: readonly number[]): number =>
  logs.reduce(logAdd, Number.NEGATIVE_INFINITY) - Math.log(logs.length);
