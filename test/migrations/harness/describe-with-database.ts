import { describe } from '@jest/globals';
import { whyNoDatabase } from './binaries.ts';

/** A describe that is skipped, and says why, on machines without MariaDB and percona-toolkit. */
export const describeWithDatabase = (name: string, tests: () => void): void => {
  const why = whyNoDatabase();
  if (why === undefined) {
    describe(name, tests);
    return;
  }
  process.stderr.write(`${name}: ${why}\n`);
  describe.skip(`${name} (${why})`, tests);
};
