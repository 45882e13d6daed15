import type * as z from 'zod/mini';

/** What is wrong with an input, each problem with its place, as one line. */
export const problemsOf = ({ issues }: z.core.$ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('; ');
