import { whenComputed } from './canonical.ts';
import { countPaths, firstWithoutEnd, type Graph } from './paths.ts';
import { keyOf, type State } from './state.ts';
import type { Successor } from './ways.ts';

/** Where a search begins, and every way on from a state. Both may throw `Needed`. */
export interface Successions {
  first(): State;
  of(state: State): readonly Successor[];
}

/** What is found of a state that has no way on but trouble. */
export type QuietCheck = (state: State) => string | null;

export interface Violation {
  readonly rule: string;
  /** Sentences, from the first state on. */
  readonly story: readonly string[];
}
export interface Found {
  readonly states: number;
  readonly transitions: number;
  readonly quiet: number;
  /** Distinct interleavings, from the first state to a quiet one; null when there is a cycle or the search was cut. */
  readonly interleavings: string | null;
  readonly isComplete: boolean;
  readonly violation: Violation | null;
}
export interface Limits {
  readonly maxStates: number;
  readonly progress?: (states: number, transitions: number, depth: number) => void;
  /** Tells each step of a story: what happened, and the state after it. */
  readonly tell: (said: string, before: State, after: State) => string;
}

/** Visits every state, nearest first, so that the story of a violation is as short as can be. Stops at the first one. */
export class Search {
  readonly #ids = new Map<string, number>();
  readonly #parents: number[] = [];
  readonly #states: (State | undefined)[] = [];
  readonly #offsets: number[] = [];
  readonly #targets: number[] = [];
  readonly #troubles: number[] = [];
  readonly #quiet: number[] = [];
  readonly #successors: Successions;
  readonly #isWrongWhenQuiet: QuietCheck;
  readonly #limits: Limits;

  constructor(successors: Successions, isWrongWhenQuiet: QuietCheck, limits: Limits) {
    this.#successors = successors;
    this.#isWrongWhenQuiet = isWrongWhenQuiet;
    this.#limits = limits;
  }

  async run(): Promise<Found> {
    this.#visit(await whenComputed(() => this.#successors.first()), -1);
    let at = 0;
    for (; at < this.#states.length && this.#states.length <= this.#limits.maxStates; at += 1) {
      const state = this.#states[at] as State;
      const violation = await this.#expand(state, at);
      if (violation !== null) return this.#found(false, violation);
      this.#states[at] = undefined;
      if (at % 20_000 === 0) this.#limits.progress?.(this.#states.length, this.#targets.length, at);
    }
    if (at < this.#states.length) return this.#found(false, null);
    const endless = firstWithoutEnd(this.#graph, this.#quiet);
    if (endless === null) return this.#found(true, null);
    return this.#found(false, { rule: 'things go on for ever from here', story: await this.#story(endless) });
  }

  get #graph(): Graph {
    return { offsets: this.#offsets, targets: this.#targets, troubles: this.#troubles };
  }

  async #expand(state: State, at: number): Promise<Violation | null> {
    const ways = await whenComputed(() => this.#successors.of(state));
    this.#offsets.push(this.#targets.length);
    let isQuiet = true;
    for (const way of ways) {
      if (!way.isTrouble) isQuiet = false;
      if (way.wrong !== null) return { rule: way.wrong, story: await this.#story(at, way) };
      this.#targets.push(this.#visit(way.state, at));
      this.#troubles.push(way.isTrouble ? 1 : 0);
    }
    if (!isQuiet) return null;
    this.#quiet.push(at);
    const rule = this.#isWrongWhenQuiet(state);
    return rule === null ? null : { rule, story: await this.#story(at) };
  }

  #visit(state: State, parent: number): number {
    const key = keyOf(state);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#states.push(state) - 1;
    this.#ids.set(key, id);
    this.#parents.push(parent);
    return id;
  }

  #found(isComplete: boolean, violation: Violation | null): Found {
    const counted = isComplete ? countPaths(this.#graph) : null;
    return {
      ...{
        states: this.#states.length,
        transitions: this.#targets.length,
        quiet: this.#quiet.length,
        isComplete,
        violation,
      },
      interleavings: counted === null ? null : String(counted),
    };
  }

  async #story(end: number, last?: Successor): Promise<readonly string[]> {
    const way: number[] = [];
    for (let id = end; id > 0; id = this.#parents[id] ?? 0) way.unshift(id);
    const keys = [...this.#ids.keys()];
    const story: string[] = [];
    let state = await whenComputed(() => this.#successors.first());
    for (const id of way) {
      const ways = await whenComputed(() => this.#successors.of(state));
      const taken = ways.find((successor) => keyOf(successor.state) === keys[id]);
      if (taken === undefined) throw new Error('the story cannot be told again');
      story.push(this.#limits.tell(taken.say(), state, taken.state));
      state = taken.state;
    }
    if (last !== undefined) story.push(this.#limits.tell(last.say(), state, last.state));
    return story;
  }
}
