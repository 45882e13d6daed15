import type { LabelSelector, LabelSelectorRequirement, Labels } from '../objects/meta.ts';
import { badRequest } from './status-error.ts';

/** Whether the labels satisfy the selector of an object; an empty selector matches everything. */
export function matchesSelector(selector: LabelSelector, labels: Labels = {}): boolean {
  return (
    matchesLabels(selector.matchLabels ?? {}, labels) &&
    (selector.matchExpressions ?? []).every((requirement) => satisfies(requirement, labels))
  );
}

/** Whether the labels contain every wanted label. */
export function matchesLabels(wanted: Labels, labels: Labels = {}): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

function satisfies({ key, operator, values = [] }: LabelSelectorRequirement, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      throw badRequest(`"${operator}" is not a valid label selector operator`);
  }
}

const setPattern = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/;
const equalityPattern = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/;

/** Reads a `labelSelector` parameter, for example `app=web,tier in (a, b),!old`. */
export function parseLabelSelector(text: string): LabelSelector {
  const terms = text.split(/,(?![^(]*\))/).map((term) => term.trim());
  return { matchExpressions: terms.filter((term) => term !== '').map(requirement) };
}

function requirement(term: string): LabelSelectorRequirement {
  const set = setPattern.exec(term);
  if (set !== null) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim());
    return { key: set[1] ?? '', operator: set[2] === 'in' ? 'In' : 'NotIn', values };
  }
  const equality = equalityPattern.exec(term);
  if (equality !== null) {
    return { key: equality[1] ?? '', operator: equality[2] === '!=' ? 'NotIn' : 'In', values: [equality[3] ?? ''] };
  }
  const [, absent, key] = /^(!?)\s*([A-Za-z0-9./_-]+)$/.exec(term) ?? [];
  if (key === undefined) throw badRequest(`unable to parse requirement: ${term}`);
  return { key, operator: absent === '!' ? 'DoesNotExist' : 'Exists' };
}
