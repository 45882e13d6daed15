import type { MigrationProgress } from '../src/contracts/migration/result.ts';

const shortestSecret = 4;

const without = (line: string, secret: string): string =>
  secret.length < shortestSecret
    ? line
    : line.replaceAll(secret, '***').replaceAll(JSON.stringify(secret).slice(1, -1), '***');

/** Writes one line of the log each time; the secret never, whoever said it. */
export const logTo =
  (write: (text: string) => void, secret: string) =>
  (said: MigrationProgress | string): void => {
    const line = typeof said === 'string' ? said : JSON.stringify({ progress: said });
    write(`${without(line, secret)}\n`);
  };
