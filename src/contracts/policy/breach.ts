/** A broken law of a policy: where, and what to write instead. */
export interface Breach {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** One breach, as laws report them. */
export const breach = (path: readonly (string | number)[], message: string): readonly Breach[] => [{ path, message }];
