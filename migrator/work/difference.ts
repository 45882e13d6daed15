const linesOf = (definition: string | null): readonly string[] =>
  (definition ?? '').split('\n').map((line) => line.trim().replace(/,$/, ''));

const mostLines = 3;
const mostCharacters = 80;

const cut = (line: string): string => (line.length > mostCharacters ? `${line.slice(0, mostCharacters - 1)}…` : line);

const inWords = (verb: string, lines: readonly string[]): readonly string[] => {
  if (lines.length === 0) return [];
  const more = lines.length > mostLines ? ` and ${lines.length - mostLines} more` : '';
  return [`${verb} ${lines.slice(0, mostLines).map(cut).join('; ')}${more}`];
};

/** In what a table's definition differs from the planned one, in a few words. */
export const differenceInWords = (table: string, planned: string | null, live: string | null): string => {
  if (live === null) return `${table} does not exist.`;
  if (planned === null) return `${table} exists still.`;
  const [want, have] = [linesOf(planned), linesOf(live)];
  const lacking = want.filter((line) => !have.includes(line));
  const strange = have.filter((line) => !want.includes(line));
  const words = [...inWords('lacks', lacking), ...inWords('has', strange)];
  return words.length === 0
    ? `${table} has its columns or indexes in another order.`
    : `${table} ${words.join(', and ')}.`;
};
