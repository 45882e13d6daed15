import { logAdd, logMean } from './log-sum.ts';

/** Bets of which half is laid on the first block; the rest is kept for versions that go bad later, the n-th block getting 1/(2n(n-1)). */
const logStake = (block: number): number => -Math.log(block === 1 ? 2 : 2 * block * (block - 1));

/** What is not yet laid after so many blocks: 1/(2n). */
const logReserve = (block: number): number => -Math.log(2 * block);

/**
 * Evidence after each block, as logarithms of e-values, that something became so at some time: the mean over all alternatives, for each the
 * sum of products that start at each block (Shin, Ramdas, Rinaldo: E-detectors, 2022, https://arxiv.org/abs/2203.03532, with stakes that
 * sum to 1, so that it stays an e-process). Hours in which all was well don't count in favour of what comes after.
 */
export const becameSo = (blocks: readonly (readonly number[])[]): readonly number[] => {
  const running = (blocks[0] ?? []).map(() => Number.NEGATIVE_INFINITY);
  return blocks.map((alternatives, index) => {
    const block = index + 1;
    alternatives.forEach((logE, alternative) => {
      running[alternative] = logE + logAdd(running[alternative] ?? Number.NEGATIVE_INFINITY, logStake(block));
    });
    return logAdd(logMean(running), logReserve(block));
  });
};

/**
 * Evidence after the last block that something has been so all the time and still is: the mean over all alternatives of the product of
 * blocks. No product is carried further than `logMost`, so that what comes later can still take it away.
 */
export const isSo = (blocks: readonly (readonly number[])[], logMost: number): number => {
  const products = (blocks[0] ?? [0]).map(() => 0);
  for (const alternatives of blocks)
    alternatives.forEach((logE, alternative) => {
      products[alternative] = Math.min(logMost, (products[alternative] ?? 0) + logE);
    });
  return logMean(products);
};
