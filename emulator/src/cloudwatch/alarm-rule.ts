import type { AlarmState } from './alarm.ts';
import { validationError } from './faults.ts';

/** The rule of a composite alarm. `alarm` is a name: ARNs have been reduced to it. */
export type AlarmRule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'not'; readonly of: AlarmRule }
  | { readonly kind: 'and' | 'or'; readonly left: AlarmRule; readonly right: AlarmRule };

const TOKEN =
  /\s*(?:(\(|\)|AND\b|OR\b|NOT\b|TRUE\b|FALSE\b)|(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|([^()"]+?))\s*\))/y;
const MOST_ELEMENTS = 500;
const MOST_CHILDREN = 100;

interface Token {
  readonly text: string;
  readonly state?: AlarmState;
  readonly alarm?: string;
}

/** Parses an AlarmRule: ALARM(), OK(), INSUFFICIENT_DATA(), TRUE, FALSE, AND, OR, NOT and parentheses. */
export function parseAlarmRule(text: string): AlarmRule {
  const tokens = tokenize(text);
  const rest = [...tokens];
  const rule = readOr(rest, text);
  if (rest.length > 0) throw broken(text, `'${rest[0]?.text}' is not expected there`);
  if (tokens.length > MOST_ELEMENTS) throw broken(text, `it has more than ${MOST_ELEMENTS} elements`);
  if (childrenOf(rule).length > MOST_CHILDREN) throw broken(text, `it has more than ${MOST_CHILDREN} children`);
  return rule;
}

/** The names of the alarms that a rule looks at, each once. */
export function childrenOf(rule: AlarmRule): readonly string[] {
  return [...new Set(namesIn(rule))];
}

/** Whether the rule holds; `stateOf` answers undefined for an alarm that does not exist. */
export function holds(rule: AlarmRule, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return (stateOf(rule.alarm) ?? 'INSUFFICIENT_DATA') === rule.state;
    case 'not':
      return !holds(rule.of, stateOf);
    case 'and':
      return holds(rule.left, stateOf) && holds(rule.right, stateOf);
    case 'or':
      return holds(rule.left, stateOf) || holds(rule.right, stateOf);
  }
}

function namesIn(rule: AlarmRule): readonly string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarm];
    case 'not':
      return namesIn(rule.of);
    default:
      return [...namesIn(rule.left), ...namesIn(rule.right)];
  }
}

function tokenize(text: string): readonly Token[] {
  const source = text.trimEnd();
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw broken(text, `'${source.slice(at, at + 20)}' is not understood`);
    const [whole, word, state, quoted, bare] = match;
    if (word) tokens.push({ text: word });
    else tokens.push({ text: whole.trim(), state: state as AlarmState, alarm: nameOf(quoted ?? bare ?? '') });
  }
  return tokens;
}

/** The name in `arn:aws:cloudwatch:<region>:<account>:alarm:<name>`, or the name itself. */
function nameOf(nameOrArn: string): string {
  return /^arn:aws:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

function readOr(rest: Token[], text: string): AlarmRule {
  let left = readAnd(rest, text);
  while (take(rest, 'OR')) left = { kind: 'or', left, right: readAnd(rest, text) };
  return left;
}

function readAnd(rest: Token[], text: string): AlarmRule {
  let left = readNot(rest, text);
  while (take(rest, 'AND')) left = { kind: 'and', left, right: readNot(rest, text) };
  return left;
}

function readNot(rest: Token[], text: string): AlarmRule {
  if (take(rest, 'NOT')) return { kind: 'not', of: readNot(rest, text) };
  const token = rest.shift();
  if (token?.state && token.alarm) return { kind: 'state', state: token.state, alarm: token.alarm };
  if (token?.text === 'TRUE' || token?.text === 'FALSE') return { kind: 'constant', value: token.text === 'TRUE' };
  if (token?.text !== '(') throw broken(text, token ? `'${token.text}' is not expected there` : 'it ends too early');
  const inner = readOr(rest, text);
  if (!take(rest, ')')) throw broken(text, 'a closing parenthesis is missing');
  return inner;
}

function take(rest: Token[], text: string): boolean {
  if (rest[0]?.text !== text) return false;
  rest.shift();
  return true;
}

function broken(text: string, problem: string) {
  return validationError(`AlarmRule must not contain any invalid clauses; in '${text}', ${problem}`);
}
