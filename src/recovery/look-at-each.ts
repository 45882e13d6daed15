/** So many are looked at side by side. */
const sideBySide = 10;

/** An error of one, with its name in front. */
const failed = (name: string, error: unknown): Error =>
  new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });

/** What was found at each; one's failure stops no other. Throws all failures at the end. `kind` is what they are, in plural. */
export const lookAtEach = async <Found>(
  kind: string,
  names: readonly string[],
  look: (name: string) => Promise<Found>,
): Promise<readonly Found[]> => {
  const found: Found[] = [];
  const failures: Error[] = [];
  const one = async (name: string): Promise<void> => {
    try {
      found.push(await look(name));
    } catch (error) {
      failures.push(failed(name, error));
    }
  };
  for (let from = 0; from < names.length; from += sideBySide)
    await Promise.all(names.slice(from, from + sideBySide).map(one));
  if (failures.length === 0) return found;
  const told = failures.map(({ message }) => message).join('; ');
  throw new AggregateError(failures, `${failures.length} of ${names.length} ${kind} were not reconciled: ${told}`);
};
