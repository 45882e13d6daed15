/**
 * Evidence (logarithms of e-values) of one block for each alternative; one row after the other, a row for each bound of a reference, or a
 * single one that is for all.
 */
export type BlockEvidence = Float64Array;

/** Numbers of rows and of alternatives in them. */
export interface Shape {
  readonly rows: number;
  readonly alternatives: number;
}

const mostProduct = 1e300;
const mostLogE = 700;

/** Half of the stake is laid on the first block; the rest is kept for versions that go bad later: the n-th block gets 1/(2n(n-1)). */
const stakeOn = (block: number): number => 1 / (block === 1 ? 2 : 2 * block * (block - 1));

/** What is not yet laid after so many blocks. */
const reserveAfter = (block: number): number => 1 / (2 * block);

const update = (state: Float64Array, block: BlockEvidence, most: number, stake: number): void => {
  const single = block.length < state.length;
  for (let index = 0; index < state.length; index++) {
    const logE = block[single ? index % block.length : index] ?? 0;
    state[index] = Math.min(most, Math.exp(Math.min(mostLogE, logE)) * ((state[index] ?? 0) + stake));
  }
};

const meanOfRow = (state: Float64Array, row: number, alternatives: number): number => {
  let sum = 0;
  for (let index = 0; index < alternatives; index++) sum += state[row * alternatives + index] ?? 0;
  return sum / alternatives;
};

const logMeans = (state: Float64Array, { rows, alternatives }: Shape, reserve: number): readonly number[] =>
  Array.from({ length: rows }, (_, row) => Math.log(meanOfRow(state, row, alternatives) + reserve));

/**
 * Evidence for each row after each block that something became so at some time: the mean over all alternatives, for each the sum of
 * products that start at each block (Shin, Ramdas, Rinaldo: E-detectors, 2022, https://arxiv.org/abs/2203.03532, with stakes that sum to
 * 1, so that it stays an e-process). Hours in which all was well don't count in favour of what comes after.
 */
export const becameSo = (blocks: readonly BlockEvidence[], shape: Shape): readonly (readonly number[])[] => {
  const state = new Float64Array(shape.rows * shape.alternatives);
  return blocks.map((block, index) => {
    update(state, block, mostProduct, stakeOn(index + 1));
    return logMeans(state, shape, reserveAfter(index + 1));
  });
};

/**
 * Evidence for each row after the last block that something has been so all the time and still is: the mean over all alternatives of the
 * product of blocks. No product is carried further than `logMost`, so that what comes later can still take it away.
 */
export const isSo = (blocks: readonly BlockEvidence[], shape: Shape, logMost: number): readonly number[] => {
  const state = new Float64Array(shape.rows * shape.alternatives).fill(1);
  for (const block of blocks) update(state, block, Math.exp(logMost), 0);
  return logMeans(state, shape, 0);
};
