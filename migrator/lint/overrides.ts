import type { Finding } from './finding.ts';
import type { Token } from './lexer.ts';
import { isRuleId, rules } from './rule-book.ts';

interface Override {
  readonly rule: string;
  readonly reason: string;
  readonly line: number;
}

const marked = /tidegate:allow\b(.*)/s;
const whole = /^\s+([\w-]+)\s+because\s+(\S[^\n]*?)\s*$/;

const overrideOf = (comment: Token): Override | undefined => {
  const rest = marked.exec(comment.text)?.[1];
  if (rest === undefined) return undefined;
  const parts = comment.text.startsWith('--') ? whole.exec(rest) : null;
  return { rule: parts?.[1] ?? '', reason: parts?.[2] ?? '', line: comment.line };
};

const complaint = (override: Override, findings: readonly Finding[]): string | undefined => {
  if (override.reason === '') return 'An override without a rule and a reason allows nothing.';
  if (!isRuleId(override.rule)) return `There is no rule ${override.rule} to allow.`;
  if (rules[override.rule].firm) return `The rule ${override.rule} can’t be allowed.`;
  if (findings.some((finding) => finding.rule === override.rule)) return undefined;
  return `The rule ${override.rule} is allowed here, and did not fire.`;
};

const allowedBy = (finding: Finding, overrides: readonly Override[]): Finding => {
  const override = overrides.find(({ rule, reason }) => rule === finding.rule && reason !== '');
  if (override === undefined || rules[finding.rule].firm) return finding;
  return { ...finding, severity: 'warn', allowed: override.reason };
};

/** The findings of one statement, with what the comments before it allow. */
export const withOverrides = (
  file: string,
  comments: readonly Token[],
  findings: readonly Finding[],
): readonly Finding[] => {
  const overrides = comments.flatMap((comment) => overrideOf(comment) ?? []);
  const complaints = overrides.flatMap((override): readonly Finding[] => {
    const sentence = complaint(override, findings);
    if (sentence === undefined) return [];
    const { severity, recipe } = rules.override;
    return [{ file, line: override.line, rule: 'override', severity, sentence, recipe }];
  });
  return [...findings.map((finding) => allowedBy(finding, overrides)), ...complaints];
};
