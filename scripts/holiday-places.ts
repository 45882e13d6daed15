import Holidays from 'date-holidays';

const all = new Holidays();

const regionsOf = (country: string, state: string): string[] =>
  Object.keys(all.getRegions(country, state) ?? {}).map((region) => `${country}-${state}-${region}`);

const statesOf = (country: string): string[] =>
  Object.keys(all.getStates(country) ?? {}).flatMap((state) => [`${country}-${state}`, ...regionsOf(country, state)]);

const wrapped = (words: readonly string[], width: number): string =>
  words.reduce((text, word) => {
    const line = text.length - text.lastIndexOf('\n') - 1;
    return `${text}${line + word.length < width ? ' ' : '\n'}${word}`;
  });

/** The places whose public holidays date-holidays knows, as a module: so policies are checked without loading all its data. */
export const holidayPlacesModule = (): string => {
  const places = Object.keys(all.getCountries()).flatMap((country) => [country, ...statesOf(country)]);
  return `/** Written by \`npm run generate\` from the data of date-holidays: its countries, states and regions. */
export const holidayPlaces: ReadonlySet<string> = new Set(
  \`
${wrapped(places, 120)}
\`
    .trim()
    .split(/\\s/),
);
`;
};
