import type { State, StateGroup } from './asl.ts';
import type { Diagnostics } from './diagnostics.ts';
import { innerGroups } from './groups.ts';

interface Transition {
  readonly target: string;
  readonly location: string;
}

/**
 * Refuses transitions to nowhere, states that nothing leads to, groups that never end, and names used twice. Wording and
 * order as measured in https://github.com/floci-io/floci/pull/2786 (AWS says 'Next' for every kind of transition).
 */
export function checkTransitions(
  group: StateGroup,
  at: string,
  found: Diagnostics,
  seen: Set<string> = new Set(),
): void {
  checkNames(group, at, found, seen);
  checkTargets(group, at, found);
  if (!Object.values(group.States).some(isTerminal)) {
    found.report('MISSING_END_STATE', 'Workflow has no terminal state', at === '' ? null : at);
  } else {
    checkReachable(group, at, found);
  }
  for (const inner of innerGroups(group, at)) checkTransitions(inner.group, inner.at, found, seen);
}

function checkNames(group: StateGroup, at: string, found: Diagnostics, seen: Set<string>): void {
  for (const name of Object.keys(group.States)) {
    const location = `${at}/States/${name}`;
    if (name.length > 80) found.refuse('State names have at most 80 characters', location);
    if (seen.has(name)) found.report('DUPLICATE_STATE_NAME', `Duplicate state name: ${name}`, location);
    seen.add(name);
  }
}

function checkTargets(group: StateGroup, at: string, found: Diagnostics): void {
  const start: Transition = { target: group.StartAt, location: `${at}/StartAt` };
  const all = Object.entries(group.States).flatMap(([name, state]) => transitionsOf(state, `${at}/States/${name}`));
  for (const { target, location } of [start, ...all]) {
    if (Object.hasOwn(group.States, target)) continue;
    found.report('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${target}`, location);
  }
}

function checkReachable(group: StateGroup, at: string, found: Diagnostics): void {
  const reached = new Set<string>();
  const open = [group.StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = group.States[name];
    if (!state || reached.has(name)) continue;
    reached.add(name);
    open.push(...transitionsOf(state, '').map(({ target }) => target));
  }
  for (const name of Object.keys(group.States)) {
    if (reached.has(name)) continue;
    found.report('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, `${at}/States/${name}`);
  }
}

function isTerminal(state: State): boolean {
  return state.Type === 'Succeed' || state.Type === 'Fail' || ('End' in state && state.End === true);
}

function transitionsOf(state: State, at: string): readonly Transition[] {
  const next = 'Next' in state && state.Next !== undefined ? [{ target: state.Next, location: `${at}/Next` }] : [];
  if (state.Type === 'Choice') {
    const rules = state.Choices.map(({ Next }, i) => ({ target: Next, location: `${at}/Choices[${i}]/Next` }));
    return state.Default === undefined ? rules : [...rules, { target: state.Default, location: `${at}/Default` }];
  }
  const catchers = 'Catch' in state ? (state.Catch ?? []) : [];
  return [...next, ...catchers.map(({ Next }, i) => ({ target: Next, location: `${at}/Catch[${i}]/Next` }))];
}
