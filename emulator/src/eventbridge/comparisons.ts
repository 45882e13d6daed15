import { BlockList, isIP } from 'node:net';

/** Tells whether one leaf of an event (string, number, boolean or null) satisfies a comparison. */
export type Comparison = (leaf: unknown) => boolean;

/** Thrown while compiling; the caller turns it into InvalidEventPatternException. */
export class PatternFault extends Error {}

/**
 * The comparison that one `{ "operator": operand }` of a pattern stands for. `exists` is not among them: it asks about a
 * field, not about a leaf.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function comparisonOf(operator: string, operand: unknown): Comparison {
  switch (operator) {
    case 'prefix':
      return affix(operand, 'prefix', (text, part) => text.startsWith(part));
    case 'suffix':
      return affix(operand, 'suffix', (text, part) => text.endsWith(part));
    case 'equals-ignore-case':
      return equalsIgnoreCase(textOf(operand, operator));
    case 'wildcard':
      return wildcard(textOf(operand, operator));
    case 'numeric':
      return numeric(operand);
    case 'cidr':
      return cidr(textOf(operand, operator));
    case 'anything-but':
      return anythingBut(operand);
    default:
      throw new PatternFault(`Unrecognized match type ${operator}`);
  }
}

/** Exact match: same JSON type, same value. */
export function equals(expected: unknown): Comparison {
  return (leaf) => leaf === expected;
}

function onText(test: (text: string) => boolean): Comparison {
  return (leaf) => typeof leaf === 'string' && test(leaf);
}

function textOf(operand: unknown, operator: string): string {
  if (typeof operand !== 'string') throw new PatternFault(`${operator} match pattern must be a string`);
  return operand;
}

function affix(operand: unknown, operator: string, test: (text: string, part: string) => boolean): Comparison {
  if (typeof operand === 'string') return onText((text) => test(text, operand));
  const [inner, part] = onlyEntryOf(operand, `${operator} match pattern must be a string`);
  if (inner !== 'equals-ignore-case') throw new PatternFault(`Unsupported ${operator} match pattern: ${inner}`);
  const lower = textOf(part, `${operator} equals-ignore-case`).toLowerCase();
  return onText((text) => test(text.toLowerCase(), lower));
}

function equalsIgnoreCase(expected: string): Comparison {
  const lower = expected.toLowerCase();
  return onText((text) => text.toLowerCase() === lower);
}

/** `*` stands for any run of characters, `\*` and `\\` for themselves; two `*` in a row are refused, as AWS does. */
function wildcard(pattern: string): Comparison {
  const tokens = pattern.match(/\\[\s\S]|[\s\S]/g) ?? [];
  const source = tokens.map((token, index) => {
    if (token === '*' && tokens[index - 1] === '*') throw new PatternFault('Consecutive wildcard characters');
    if (token === '*') return '[\\s\\S]*';
    if (token === '\\' || (token.startsWith('\\') && token !== '\\*' && token !== '\\\\')) {
      throw new PatternFault('Invalid escape character in wildcard pattern');
    }
    return (token.at(-1) ?? '').replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  });
  const expression = new RegExp(`^${source.join('')}$`);
  return onText((text) => expression.test(text));
}

const operators: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};
/** Ruler compares numbers between -5.0e9 and +5.0e9 only. https://github.com/aws/event-ruler#numeric-matching */
const numericBound = 5e9;

function numeric(operand: unknown): Comparison {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new PatternFault('Value of numeric must be an array of one or two comparisons');
  }
  const parts: unknown[] = operand;
  const tests = parts.length === 2 ? [parts] : [parts.slice(0, 2), parts.slice(2)];
  if (tests.length === 2 && !(/^>/.test(String(parts[0])) && /^</.test(String(parts[2])))) {
    throw new PatternFault('Numeric range must give its lower bound first, then its upper bound');
  }
  const checks = tests.map(([operator, bound]) => bounded(operator, bound));
  return (leaf) => typeof leaf === 'number' && checks.every((check) => check(leaf));
}

function bounded(operator: unknown, bound: unknown): (value: number) => boolean {
  const compare = typeof operator === 'string' ? operators[operator] : undefined;
  if (!compare) throw new PatternFault(`Unrecognized numeric range operator: ${String(operator)}`);
  if (typeof bound !== 'number' || Math.abs(bound) > numericBound) {
    throw new PatternFault('Value of numeric must be a number between -5.0e9 and 5.0e9');
  }
  return (value) => Math.abs(value) <= numericBound && compare(value, bound);
}

function cidr(range: string): Comparison {
  const [address = '', bits = ''] = range.split('/');
  const family = isIP(address);
  const prefixLength = Number(bits);
  if (family === 0 || !/^\d+$/.test(bits) || prefixLength > (family === 4 ? 32 : 128)) {
    throw new PatternFault(`Malformed CIDR, one '/' required: ${range}`);
  }
  const network = new BlockList();
  network.addSubnet(address, prefixLength, familyName(family));
  return onText((text) => isIP(text) === family && network.check(text, familyName(family)));
}

function familyName(family: number): 'ipv4' | 'ipv6' {
  return family === 4 ? 'ipv4' : 'ipv6';
}

/** Matches every leaf that none of the excluded things match; an absent field has no leaf and so never matches. */
function anythingBut(operand: unknown): Comparison {
  const excluded = excludedBy(operand);
  return (leaf) => !excluded.some((matches) => matches(leaf));
}

function excludedBy(operand: unknown): Comparison[] {
  if (typeof operand !== 'object' || operand === null || Array.isArray(operand)) {
    return listOf(operand, ['string', 'number']).map(equals);
  }
  const [operator, parts] = onlyEntryOf(operand, 'anything-but must be a value, a list or one comparison');
  if (!['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].includes(operator)) {
    throw new PatternFault(`Unsupported anything-but pattern: ${operator}`);
  }
  return listOf(parts, ['string']).map((part) => comparisonOf(operator, part));
}

function listOf(operand: unknown, types: readonly string[]): unknown[] {
  const list: unknown[] = Array.isArray(operand) ? operand : [operand];
  const kinds = new Set(list.map((item) => typeof item));
  const [kind] = kinds;
  if (kinds.size !== 1 || kind === undefined || !types.includes(kind)) {
    throw new PatternFault(`Inside anything-but, values must all be of one type: ${types.join(' or ')}`);
  }
  return list;
}

/** The single key and value of a match expression. */
export function onlyEntryOf(value: unknown, fault: string): [string, unknown] {
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const [entry] = entries;
  if (!entry) throw new PatternFault(fault);
  if (entries.length > 1) throw new PatternFault('Only one key allowed in match expression');
  return entry;
}
