/** One invocation of a function. Numbers stand for interned things. */
export interface Process {
  /** Its local state. */
  readonly local: number;
  /** The execution that waits for it; -1: nobody does. */
  readonly owner: number;
  /** For an event's function: the local state that a retry begins at; -1: nobody retries. */
  readonly first: number;
  readonly tries: number;
  /** Bits of the executions whose running wait it may not outlive. */
  readonly marks: number;
}

/** An execution that is not over; a stopped one is kept while it may still be redriven. */
export interface Execution {
  readonly name: number;
  readonly input: number;
  readonly at: number;
  readonly tries: number;
  readonly stopped: boolean;
}

/** One state of everything: the world, who runs in it, and which troubles there were. */
export interface State {
  readonly world: number;
  readonly account: number;
  readonly processes: readonly Process[];
  readonly executions: readonly Execution[];
}

/** A state on the way to the next one. */
export interface Draft {
  world: number;
  account: number;
  processes: Process[];
  executions: Execution[];
  wrong: string | null;
}

export const draftOf = ({ world, account, processes, executions }: State): Draft => ({
  ...{ world, account, wrong: null },
  processes: [...processes],
  executions: [...executions],
});

const textOfProcess = ({ local, owner, first, tries, marks }: Process): string =>
  `${local},${owner},${first},${tries},${marks}`;
const textOfExecution = ({ name, input, at, tries, stopped }: Execution): string =>
  `${name},${input},${at},${tries}${stopped ? '!' : ''}`;

/** Equal states have equal keys: the order of processes and executions means nothing. */
export const keyOf = ({ world, account, processes, executions }: State): string =>
  `${world},${account};${processes.map(textOfProcess).sort().join(';')}|${executions.map(textOfExecution).sort().join(';')}`;
