import { InvalidArgumentError, Option } from 'commander';

const mostCharacters = 256;

/** Why an operator does it: kept in the ledger, and told with the release. */
export function reasonOption(): Option {
  return new Option('--reason <text>', `why, for whoever looks later (at most ${mostCharacters} characters)`)
    .argParser(reason)
    .makeOptionMandatory();
}

function reason(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length > 0 && trimmed.length <= mostCharacters) return trimmed;
  throw new InvalidArgumentError(`Say why in 1 to ${mostCharacters} characters.`);
}
