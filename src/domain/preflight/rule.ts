import type { FindingId, Severity, Ways } from '../../contracts/preflight.ts';
import type { PreflightFacts } from '../../ports/inspection.ts';

/** One occurrence of what a rule looks for. */
export interface Found {
  readonly where: string;
  readonly what: string;
  readonly patch: string;
}

/** One question of the preflight. It is asked only in the ways for which it has a severity. */
export interface Rule {
  readonly severity: Readonly<Partial<Record<keyof Ways, Severity>>>;
  /** What it finds, in a few words, for lists. */
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
  readonly find: (facts: PreflightFacts, ways: Ways) => readonly Found[];
}
export type Rules<Id extends FindingId> = Readonly<Record<Id, Rule>>;

export const always = (severity: Severity): Rule['severity'] => ({
  inPlace: severity,
  beside: severity,
  downtime: severity,
});

/** Both versions run at the same time. */
export const isBeside = ({ beside, slots }: Ways): boolean => beside || slots;

/** How the rule weighs for releases that are done in these ways, the worst of several; undefined when it does not apply. */
export const severityOf = ({ severity }: Pick<Rule, 'severity'>, ways: Ways): Severity | undefined => {
  const asked = { ...ways, beside: isBeside(ways) };
  const found = (Object.keys(severity) as (keyof Ways)[]).filter((way) => asked[way]).map((way) => severity[way]);
  return found.includes('error') ? 'error' : found[0];
};
