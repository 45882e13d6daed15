import type { Actors } from './actors.ts';
import type { Shared } from './rules.ts';
import { type Draft, draftOf, type State } from './state.ts';
import { type Bound, bitOf, limiter, type Trouble } from './troubles.ts';
import type { World } from './world.ts';

/** One way on from a state. */
export interface Successor {
  readonly state: State;
  /** What happened, in a sentence. */
  readonly say: () => string;
  readonly isTrouble: boolean;
  readonly wrong: string | null;
}

/** What may happen at all. */
export interface Limits {
  readonly bound: Bound;
  /** The functions that calls fail and die in; all, unless said. */
  readonly strikes?: readonly string[];
  /** Takes away the assumption that functions are over when the next release moves its first users. */
  readonly slowFunctions?: boolean;
}

/** Collects the ways on from one state. */
export class Ways<W extends Shared = World> {
  readonly actors: Actors<W>;
  readonly limits: Limits;
  readonly #mayHappen: (kind: Trouble, account: number) => boolean;
  from: State = { world: 0, account: 0, processes: [], executions: [] };
  found: Successor[] = [];

  constructor(actors: Actors<W>, limits: Limits) {
    this.actors = actors;
    this.limits = limits;
    this.#mayHappen = limiter(limits.bound);
  }

  begin(from: State): void {
    this.from = from;
    this.found = [];
  }

  add(say: () => string, change: (draft: Draft) => void, trouble?: Trouble): void {
    const draft = draftOf(this.from);
    if (trouble !== undefined) draft.account |= bitOf(trouble);
    change(draft);
    if (!this.#mayHappen('redrive', draft.account))
      draft.executions = draft.executions.filter(({ stopped }) => !stopped);
    const wrong = draft.wrong ?? this.actors.wrongIn(draft.world);
    this.found.push({ state: draft, say, isTrouble: trouble !== undefined, wrong });
  }

  may(trouble: Trouble): boolean {
    return this.#mayHappen(trouble, this.from.account);
  }

  /** Whether a call of this function may fail in this way. */
  mayStrike(trouble: Trouble, program: string): boolean {
    return (this.limits.strikes?.includes(program) ?? true) && this.may(trouble);
  }
}
