import type { State, StateGroup } from './asl.ts';

/** A group of states and where it stands in the definition. */
export interface LocatedGroup {
  readonly group: StateGroup;
  readonly at: string;
}

/** The branches and item processors of a group's own states. */
export function innerGroups(group: StateGroup, at: string): readonly LocatedGroup[] {
  return Object.entries(group.States).flatMap(([name, state]) => groupsOf(state, `${at}/States/${name}`));
}

function groupsOf(state: State, at: string): readonly LocatedGroup[] {
  if (state.Type === 'Parallel') {
    return state.Branches.map((group, index) => ({ group, at: `${at}/Branches[${index}]` }));
  }
  return state.Type === 'Map' ? [{ group: state.ItemProcessor, at: `${at}/ItemProcessor` }] : [];
}
