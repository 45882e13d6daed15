import type { RuleId } from './rule-book.ts';

/** `refuse` stops the migration; `warn` is for a person to read. */
export type Severity = 'refuse' | 'warn';

/** What the lint has to say of one place in one file. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly sentence: string;
  readonly recipe: string;
  /** The reason of the override that made a refusal a warning. */
  readonly allowed?: string;
}

/** What a rule has to say, before it is known of which place. */
export interface Firing {
  readonly rule: RuleId;
  readonly sentence: string;
  /** The rule book's severity for it, if not said. */
  readonly severity?: Severity;
  /** The line of it, if not that of the clause. */
  readonly line?: number;
}
