import { asleep, placeBell, takeBell } from './bells.ts';
import { Interner } from './canonical.ts';
import type { Machine } from './machine.ts';
import type { Effect } from './models/effect.ts';
import type { ProcessStates, Standpoint } from './process-states.ts';
import type { Rules, Shared } from './rules.ts';
import type { Draft, Execution, Process } from './state.ts';
import type { World } from './world.ts';

/** What a call did, with everything interned. */
interface Done {
  readonly world: number;
  readonly answer: number;
  readonly starts: Effect<unknown>['starts'];
  readonly invokes: Effect<unknown>['invokes'];
  readonly wrong: string | null;
  readonly admits: boolean;
}

/**
 * An event's function is tried three times by Lambda; the machine's patience is modelled as one or two retries. Races for the lock
 * are retried by themselves, three times.
 */
const eventTries = 3;

/**
 * The bit of processes that began before the present release was admitted. They are over when it moves its first users: bringing
 * up a version takes longer than what is left of a function's minute.
 */
export const beforeAdmission = 1 << 30;

/** `tries` of an execution that lost its first race for the lock. */
const races = 10;

/** `tries` of an execution that waits for long before its last retry. */
export const backingOff = 2;

/** Moves processes and executions through the world. All changes go into a draft. */
export class Actors<W extends Shared = World> {
  readonly worlds = new Interner<W>();
  readonly names = new Interner<string>();
  readonly processes: ProcessStates;
  readonly machine: Machine;
  readonly rules: Rules<W>;
  readonly #done = new Map<number, Done>();
  readonly #changed = new Map<string, number>();
  readonly #wrong = new Map<number, string | null>();

  constructor(processes: ProcessStates, machine: Machine, rules: Rules<W>) {
    this.processes = processes;
    this.machine = machine;
    this.rules = rules;
  }

  get first(): number {
    return this.worlds.idOf(this.rules.first);
  }

  worldOf(draft: Pick<Draft, 'world'>): W {
    return this.worlds.valueOf(draft.world);
  }

  change(draft: Draft, key: string, how: (world: W) => W): void {
    const memo = `${draft.world} ${key}`;
    const known = this.#changed.get(memo) ?? this.worlds.idOf(how(this.worldOf(draft)));
    this.#changed.set(memo, known);
    draft.world = known;
  }

  /** The process's call takes effect; answers what it hears. */
  effect(draft: Draft, call: number): number {
    const done = this.#perform(draft.world, call);
    if (done.admits) this.#mark(draft, beforeAdmission);
    draft.world = done.world;
    draft.wrong ??= done.wrong;
    if (done.starts !== undefined) this.begin(draft, done.starts.name, done.starts.input);
    if (done.invokes !== undefined) this.deliver(draft, done.invokes.program, done.invokes.input);
    return done.answer;
  }

  /** Goes on with a process whose call was answered: to its next call, or to its end. */
  proceed(draft: Draft, process: Process): void {
    let { local } = process;
    let at = this.processes.standpoint(local);
    while (at.kind === 'calling' && this.rules.isAttached(this.processes.calls.valueOf(at.call))) {
      local = this.processes.answered(local, this.effect(draft, at.call));
      at = this.processes.standpoint(local);
    }
    if (at.kind === 'calling') draft.processes.push({ ...process, local });
    else this.#end(draft, process, at);
  }

  /** An event arrives, some time: its function has not begun yet. */
  deliver(draft: Draft, program: string, input: unknown): void {
    const first = this.processes.start(program, input);
    this.proceed(draft, { local: first, first, owner: -1, tries: 0, marks: 0 });
  }

  /** Somebody starts an execution by hand. */
  start(draft: Draft, name: string, input: unknown): void {
    this.change(draft, `${name} RUNNING`, (world) => ({
      ...world,
      executions: { ...world.executions, [name]: 'RUNNING' },
    }));
    this.begin(draft, name, input);
  }

  begin(draft: Draft, name: string, input: unknown): void {
    const at = this.machine.start(name, input, this.tick(draft));
    const execution = { name: this.names.idOf(name), input: this.processes.values.idOf(input), at };
    this.place(draft, { ...execution, tries: 0, stopped: false });
  }

  /** Ticks of admissions: what begins now would be admitted then. */
  tick(draft: Pick<Draft, 'world'>): number {
    return 2 * (this.rules.epochOf(this.worldOf(draft)) + 1);
  }

  /** The execution is where it says now: its task's function starts, its wait begins, or it is over. */
  place(draft: Draft, execution: Execution): void {
    const doing = this.machine.doing(execution.at);
    if (doing.kind === 'end') {
      this.over(draft, execution, doing.succeeded ? 'SUCCEEDED' : 'FAILED');
      return;
    }
    draft.executions.push(execution);
    if (doing.kind === 'task') {
      const payload = doing.callback === undefined ? doing.payload : placeBell(this, draft, execution, doing);
      const local = this.processes.start(doing.program, payload);
      this.proceed(draft, { local, owner: execution.name, first: -1, tries: 0, marks: 0 });
    } else if (doing.outlivesProcesses) this.#mark(draft, 1 << execution.name);
  }

  /** An execution that did not succeed is told to on-execution-ended. */
  over(draft: Draft, { name, input }: Execution, status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): void {
    const known = this.names.valueOf(name);
    this.change(draft, `${name} ${status}`, (world) => ({
      ...world,
      executions: { ...world.executions, [known]: status },
    }));
    if (status === 'SUCCEEDED') return;
    const told = this.rules.endOf(known, status, this.processes.values.valueOf(input));
    this.deliver(draft, told.program, told.input);
  }

  /** The process is no more, or nobody hears of it: whoever waits for it sees this error. */
  lose(draft: Draft, process: Process, error: string): void {
    this.#end(draft, process, { kind: 'threw', error });
  }

  wrongIn(world: number): string | null {
    const known = this.#wrong.get(world);
    if (known !== undefined) return known;
    const wrong = this.rules.whatIsWrongNow(this.worlds.valueOf(world));
    this.#wrong.set(world, wrong);
    return wrong;
  }

  #perform(world: number, call: number): Done {
    const key = world * 65_536 + call;
    const known = this.#done.get(key);
    if (known !== undefined) return known;
    const asked = this.processes.calls.valueOf(call);
    const before = this.worlds.valueOf(world);
    const effect = this.rules.perform(before, asked);
    const wrong = this.rules.whatIsWrongWith(asked, before, effect);
    const answer = this.processes.answers.idOf(effect.answer);
    const admits = this.rules.epochOf(effect.world) > this.rules.epochOf(before);
    const { starts, invokes } = effect;
    const done = { admits, world: this.worlds.idOf(effect.world), answer, starts, invokes, wrong };
    this.#done.set(key, done);
    return done;
  }

  #mark(draft: Draft, bit: number): void {
    draft.processes = draft.processes.map((process) =>
      process.first < 0 || process.local !== process.first ? { ...process, marks: process.marks | bit } : process,
    );
  }

  #end(draft: Draft, process: Process, at: Exclude<Standpoint, { kind: 'calling' }>): void {
    if (process.owner >= 0) this.#answer(draft, process, at);
    else if (process.first >= 0 && at.kind === 'threw' && process.tries + 1 < eventTries)
      this.proceed(draft, { ...process, local: process.first, tries: process.tries + 1, marks: 0 });
  }

  #answer(draft: Draft, process: Process, at: Exclude<Standpoint, { kind: 'calling' }>): void {
    const index = draft.executions.findIndex(({ name }) => name === process.owner);
    const execution = draft.executions[index];
    if (execution === undefined) throw new Error('a task without its execution');
    draft.executions.splice(index, 1);
    draft.wrong ??= at.kind === 'returned' ? this.#isWrongToGoOn(draft, process.local, at.value) : null;
    if (at.kind === 'threw') this.failed(draft, execution, at.error);
    else if (this.#fallsAsleep(execution)) {
      draft.executions.push({ ...execution, tries: asleep });
      this.#mark(draft, 1 << execution.name);
    } else {
      const next = this.machine.succeeded(execution.at, at.value, this.processes.values.valueOf(at.value));
      this.place(draft, { ...execution, at: next, tries: 0 });
    }
  }

  #isWrongToGoOn(draft: Draft, local: number, value: number): string | null {
    const invocation = { program: this.processes.programOf(local), input: this.processes.inputOf(local) };
    return this.rules.whatIsWrongToAnswer(this.worldOf(draft), invocation, this.processes.values.valueOf(value));
  }

  /** A task that waits for a token: its function has only asked. */
  #fallsAsleep({ at }: Execution): boolean {
    const doing = this.machine.doing(at);
    return doing.kind === 'task' && doing.callback !== undefined;
  }

  /** The execution's task failed: it is tried again, or caught, or the execution is over. */
  failed(draft: Draft, execution: Execution, error: string): void {
    takeBell(this, draft, execution);
    const { tries } = execution;
    const patience = this.machine.patience(execution.at, error);
    const isRace = error === 'LockFreed';
    if (isRace && tries < races + 2) this.place(draft, { ...execution, tries: Math.max(races, tries + 1) });
    else if (patience !== 'none' && !isRace && (tries === 0 || tries >= races))
      this.place(draft, { ...execution, tries: 1 });
    else if (patience === 'outlivesProcesses' && tries === 1) {
      draft.executions.push({ ...execution, tries: backingOff });
      this.#mark(draft, 1 << execution.name);
    } else this.#gaveUp(draft, execution, error);
  }

  #gaveUp(draft: Draft, execution: Execution, error: string): void {
    const next = this.machine.failed(execution.at, error);
    if (next === null) this.over(draft, execution, 'FAILED');
    else this.place(draft, { ...execution, at: next, tries: 0 });
  }
}
