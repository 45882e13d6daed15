/**
 * Evidence (logarithms of e-values) of one block for each alternative; one row after the other, a row for each bound of a reference, or a
 * single one that is for all.
 */
export type BlockEvidence = Float64Array;

const mostProduct = 1e300;
const mostLogE = 700;

/**
 * What is laid on a block, of a stake of 1: half on the first one; a quarter on the first of a candidate that is alone, because all users
 * are more than it had before; the rest is for versions that go bad later, the n-th block getting 1/(4n(n-1)).
 */
const stakeOn = (block: number, firstAlone: number): number =>
  (block === 1 ? 1 / 2 : 1 / (4 * block * (block - 1))) + (block === firstAlone ? 1 / 4 : 0);

/** What is not yet laid after so many blocks. */
const reserveAfter = (block: number, firstAlone: number): number => 1 / (4 * block) + (block < firstAlone ? 1 / 4 : 0);

/** The state with as many rows as the block has, should it have more. */
const spread = (state: Float64Array, rows: number): Float64Array =>
  state.length >= rows ? state : Float64Array.from({ length: rows }, (_, index) => state[index % state.length] ?? 0);

const update = (before: Float64Array, block: BlockEvidence, most: number, stake: number): Float64Array => {
  const state = spread(before, block.length);
  const factors = block.map((logE) => Math.exp(Math.min(mostLogE, logE)));
  for (let index = 0; index < state.length; index++)
    state[index] = Math.min(most, (factors[index % factors.length] ?? 1) * ((state[index] ?? 0) + stake));
  return state;
};

const meanOfRow = (state: Float64Array, row: number, alternatives: number): number => {
  let sum = 0;
  for (let index = 0; index < alternatives; index++) sum += state[row * alternatives + index] ?? 0;
  return sum / alternatives;
};

const logMeans = (state: Float64Array, alternatives: number, reserve: number): readonly number[] =>
  Array.from({ length: state.length / alternatives }, (_, row) =>
    Math.log(meanOfRow(state, row, alternatives) + reserve),
  );

/**
 * Evidence for each row after each block that something became so at some time: the mean over all alternatives, for each the sum of
 * products that start at each block (Shin, Ramdas, Rinaldo: E-detectors, 2022, https://arxiv.org/abs/2203.03532, with stakes that sum to
 * 1, so that it stays an e-process). Hours in which all was well don't count in favour of what comes after.
 * `firstAlone`: the number, from 1, of the first block without stable; Infinity when there is none.
 */
export const becameSo = (
  blocks: readonly BlockEvidence[],
  alternatives: number,
  firstAlone: number,
): readonly (readonly number[])[] => {
  let state: Float64Array = new Float64Array(alternatives);
  return blocks.map((block, index) => {
    state = update(state, block, mostProduct, stakeOn(index + 1, firstAlone));
    return logMeans(state, alternatives, reserveAfter(index + 1, firstAlone));
  });
};

/**
 * Evidence for each row after the last block that something has been so all the time and still is: the mean over all alternatives of the
 * product of blocks. No product is carried further than `logMost`, so that what comes later can still take it away.
 */
export const isSo = (blocks: readonly BlockEvidence[], alternatives: number, logMost: number): readonly number[] => {
  const most = Math.exp(logMost);
  const start = new Float64Array(alternatives).fill(1);
  return logMeans(
    blocks.reduce((state, block) => update(state, block, most, 0), start),
    alternatives,
    0,
  );
};
