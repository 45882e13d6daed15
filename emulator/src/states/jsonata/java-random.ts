const MULTIPLIER = 0x5deece66dn;
const INCREMENT = 0xbn;
const MASK = (1n << 48n) - 1n;

/**
 * The first double of `java.util.Random(seed)`, which is what `$random(seed)` answers in Step Functions
 * (measured by https://github.com/floci-io/floci/issues/2662: seed 42 gives 0.7275636800328681).
 */
export function javaRandomDouble(seed: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  const nextBits = (bits: bigint) => {
    state = (state * MULTIPLIER + INCREMENT) & MASK;
    return state >> (48n - bits);
  };
  const high = nextBits(26n);
  const low = nextBits(27n);
  return Number((high << 27n) + low) / 2 ** 53;
}
