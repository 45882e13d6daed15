import type { FoundInMigration } from '../../src/contracts/migration/result.ts';
import type { Finding } from '../lint/lint.ts';

/** A finding as results say it: without its recipe, which the log has. */
export const foundIn = ({ recipe: _, ...finding }: Finding): FoundInMigration => finding;

/** One sentence for findings that refuse: the first of them, and how many more there are. */
export const refusalIn = (findings: readonly Finding[]): string | undefined => {
  const [first, ...others] = findings.filter(({ severity }) => severity === 'refuse');
  if (first === undefined) return undefined;
  const more = others.length === 0 ? '' : ` And ${others.length} more.`;
  return `${first.file}:${first.line} ${first.rule}: ${first.sentence} ${first.recipe}${more}`;
};
