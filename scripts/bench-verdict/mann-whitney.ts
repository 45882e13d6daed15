interface Ranked {
  readonly rankSum: number;
  readonly tied: number;
}

const rank = (sample: readonly number[], other: readonly number[]): Ranked => {
  const all = [...sample.map((value) => ({ value, own: true })), ...other.map((value) => ({ value, own: false }))];
  all.sort((one, two) => one.value - two.value);
  let rankSum = 0;
  let tied = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    let own = 0;
    for (; to < all.length && all[to]?.value === all[from]?.value; to++) own += all[to]?.own ? 1 : 0;
    rankSum += (own * (from + 1 + to)) / 2;
    tied += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { rankSum, tied };
};

/**
 * How many standard deviations the Mann-Whitney statistic of `sample` lies above what chance expects, by the normal approximation with
 * corrections for continuity and ties (R's wilcox.test with exact = FALSE, which Kayenta ports); 0 when it isn't larger.
 */
export const mannWhitneyZ = (sample: readonly number[], other: readonly number[]): number => {
  const [m, n] = [sample.length, other.length];
  if (m === 0 || n === 0) return 0;
  const { rankSum, tied } = rank(sample, other);
  const excess = rankSum - (m * (m + 1)) / 2 - (m * n) / 2 - 0.5;
  const variance = ((m * n) / 12) * (m + n + 1 - tied / ((m + n) * (m + n - 1)));
  return excess <= 0 || variance <= 0 ? 0 : excess / Math.sqrt(variance);
};
