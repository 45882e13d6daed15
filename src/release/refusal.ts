/** Why a release can't be admitted: thrown and caught within admission only, never across a wire. */
export class Refusal extends Error {}

/** A reason refuses; null goes on. */
export const refuseIf = (why: string | null): void => {
  if (why !== null) throw new Refusal(why);
};
