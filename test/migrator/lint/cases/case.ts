import type { RuleId } from '../../../../migrator/lint/rule-book.ts';

/** A statement on which a rule fires with this sentence, and its twin on which it does not. */
export interface Case {
  readonly rule: RuleId;
  readonly sql: string;
  readonly says: string;
  readonly safe: string;
}
