import { randomBeta, randomBinomial, randomPoisson } from 'd3-random';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random numbers of one seed. */
export interface Draws {
  readonly uniform: () => number;
  readonly poisson: (mean: number) => number;
  readonly binomial: (trials: number, share: number) => number;
  /** A share scattered around `share` so that two requests of the same minute have this correlation. */
  readonly aroundShare: (share: number, correlation: number) => number;
}

/** The same numbers for the same seed. */
export const createDraws = (seed: number): Draws => {
  const generator = xoroshiro128plus(seed);
  const uniform = (): number => uniformFloat64(generator);
  const poisson = randomPoisson.source(uniform);
  const binomial = randomBinomial.source(uniform);
  const beta = randomBeta.source(uniform);
  return {
    uniform,
    poisson: (mean) => (mean > 0 ? poisson(mean)() : 0),
    binomial: (trials, share) => (trials > 0 ? binomial(trials, share)() : 0),
    aroundShare: (share, correlation) => {
      const strength = 1 / correlation - 1;
      return beta(share * strength, (1 - share) * strength)();
    },
  };
};
