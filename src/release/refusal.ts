/** Why a release can't be admitted: thrown and caught within admission only, never across a wire. */
export class Refusal extends Error {}
