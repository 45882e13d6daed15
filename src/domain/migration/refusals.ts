/** Refusals of the migrator as verdicts: a gate by its name, and what was found first. */
import type { FoundInMigration, MigratorResult } from '../../contracts/migration/result.ts';
import type { MigrationVerdict } from '../../contracts/migration/turns.ts';

type Refused = Extract<MigratorResult, { outcome: 'refused' }>;

const foundText = ({ file, line, rule, sentence }: FoundInMigration): string =>
  `${file} line ${line}, ${rule}: ${sentence}`;

/** The first finding, by the name of its rule, and how many there are; without findings, the migrator's own sentence. */
const sentenceOf = ({ findings = [], because, more = 0 }: Refused): string => {
  const refusing = findings.filter(({ severity }) => severity === 'refuse');
  const [first] = refusing;
  if (first === undefined) return because;
  const count = refusing.length + more;
  return count === 1 ? foundText(first) : `${foundText(first)} (the first of ${count})`;
};

/** What the migrator refuses is refused. */
export const refusedBy = (result: Refused): MigrationVerdict => ({
  kind: 'refuse',
  gate: result.gate,
  because: sentenceOf(result),
});
