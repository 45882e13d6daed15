const normal99 = 2.326;

/**
 * Requests on each side that a test of two proportions of fixed size needs, at a level of 1 % and a power of 99 %.
 * https://en.wikipedia.org/wiki/Two-proportion_Z-test (with the pooled variance under equality).
 */
export const fixedSizeRequests = (baseShare: number, lift: number): number => {
  const [one, two] = [baseShare, baseShare + lift];
  const mean = (one + two) / 2;
  const deviation =
    normal99 * Math.sqrt(2 * mean * (1 - mean)) + normal99 * Math.sqrt(one * (1 - one) + two * (1 - two));
  return Math.ceil((deviation / lift) ** 2);
};
