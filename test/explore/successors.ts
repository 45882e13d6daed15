import { type Actors, alarmFiredIn, backingOff } from './actors.ts';
import { flagOf, versions } from './facts.ts';
import type { Call } from './process-states.ts';
import { type Draft, draftOf, type Execution, type Process, type State } from './state.ts';
import { type Bound, bitOf, limiter, pushedBit, type Trouble } from './troubles.ts';
import { instantOf } from './world.ts';
import { isWrite } from './world-calls.ts';

/** One way on from a state. */
export interface Successor {
  readonly state: State;
  /** What happened, in a sentence. */
  readonly say: () => string;
  readonly isTrouble: boolean;
  readonly wrong: string | null;
}

/** The event of a pushed image. */
export const pushOf = ({ tag, digest }: (typeof versions)[number], tick: number) => ({
  time: instantOf(tick),
  detail: { 'repository-name': 'shop/orders', 'image-tag': tag, 'image-digest': digest },
});

const held = ['active', 'aborting', 'settling', 'retiring'];

/** Every way on from a state: each process's next call, each wait's end, the next push, and each trouble within the bound. */
export class Successors {
  readonly #actors: Actors;
  readonly #mayHappen: (kind: Trouble, account: number) => boolean;
  #from: State = { world: 0, account: 0, processes: [], executions: [] };
  #found: Successor[] = [];

  constructor(actors: Actors, bound: Bound) {
    this.#actors = actors;
    this.#mayHappen = limiter(bound);
  }

  first(): State {
    const draft: Draft = { world: this.#actors.first, account: 0, processes: [], executions: [], wrong: null };
    this.#actors.deliver(draft, 'OnImagePushed', pushOf(versions[1], 1));
    return draft;
  }

  of(state: State): readonly Successor[] {
    this.#from = state;
    this.#found = [];
    const seen = new Set<string>();
    for (const [index, process] of state.processes.entries()) {
      const key = `${process.local},${process.owner},${process.first},${process.tries},${process.marks}`;
      if (!seen.has(key)) this.#callOf(index, process);
      seen.add(key);
    }
    for (const [index, execution] of state.executions.entries()) this.#executionOf(index, execution);
    this.#pushes();
    const isQuiet = this.#found.every(({ isTrouble }) => isTrouble);
    this.#people();
    this.#reconciles(isQuiet);
    return this.#found;
  }

  #add(say: () => string, change: (draft: Draft) => void, trouble?: Trouble): void {
    const draft = draftOf(this.#from);
    if (trouble !== undefined) draft.account |= bitOf(trouble);
    change(draft);
    if (!this.#mayHappen('redrive', draft.account))
      draft.executions = draft.executions.filter(({ stopped }) => !stopped);
    const wrong = draft.wrong ?? this.#actors.wrongIn(draft.world);
    this.#found.push({ state: draft, say, isTrouble: trouble !== undefined, wrong });
  }

  #may(trouble: Trouble): boolean {
    return this.#mayHappen(trouble, this.#from.account);
  }

  #callOf(index: number, process: Process): void {
    const { processes } = this.#actors;
    const at = processes.standpoint(process.local);
    if (at.kind !== 'calling') throw new Error('a process that calls nothing');
    const call = processes.calls.valueOf(at.call);
    const heard = (draft: Draft, answer: number) => {
      draft.processes.splice(index, 1);
      this.#actors.proceed(draft, { ...process, local: processes.answered(process.local, answer) });
    };
    this.#add(
      () => this.#told(call, process),
      (draft) => heard(draft, this.#actors.effect(draft, at.call)),
    );
    const failure = () => processes.answers.idOf({ error: 'CallFailed' });
    if (this.#may('throttle'))
      this.#add(
        () => `${called(call)} is refused (throttled), and has no effect`,
        (draft) => heard(draft, failure()),
        'throttle',
      );
    if (isWrite(call) && this.#may('lost')) {
      const loses = (draft: Draft) => {
        this.#actors.effect(draft, at.call);
        heard(draft, failure());
      };
      this.#add(() => `${this.#told(call, process)}, but its answer is an error`, loses, 'lost');
    }
    if (this.#may('crash')) this.#crashes(index, process, at.call, call);
    if (process.owner >= 0 && this.#may('stray')) this.#strays(index, process, call);
  }

  #crashes(index: number, process: Process, callId: number, call: Call): void {
    const dies = (draft: Draft) => {
      draft.processes.splice(index, 1);
      this.#actors.lose(draft, process, 'Lambda.Unknown');
    };
    this.#add(() => `${who(call)} dies before ${called(call)}`, dies, 'crash');
    if (!isWrite(call)) return;
    const diesAfter = (draft: Draft) => {
      this.#actors.effect(draft, callId);
      dies(draft);
    };
    this.#add(() => `${this.#told(call, process)}, and dies right after it`, diesAfter, 'crash');
  }

  #strays(index: number, process: Process, call: Call): void {
    const goesOn = (draft: Draft) => {
      draft.processes[index] = { ...process, owner: -1 };
      this.#actors.lose(draft, process, 'Lambda.SdkClientException');
    };
    const say = () => `the machine loses the connection to ${who(call)}, which goes on before ${called(call)}`;
    this.#add(say, goesOn, 'stray');
  }

  #executionOf(index: number, execution: Execution): void {
    const { machine, names } = this.#actors;
    const { state } = machine.positions.valueOf(execution.at);
    const name = names.valueOf(execution.name);
    if (execution.stopped) {
      if (this.#may('redrive'))
        this.#add(
          () => `somebody redrives ${name}: it enters ${state} again`,
          (draft) => this.#redrive(draft, index, execution, name),
          'redrive',
        );
      return;
    }
    this.#waitOf(index, execution, `${state} of ${name}`);
    if (this.#may('stop'))
      this.#add(
        () => `somebody stops ${name} in ${state}`,
        (draft) => this.#stop(draft, index, execution),
        'stop',
      );
  }

  /** A wait that outlives processes ends when all are over that ran when it began. */
  #waitOf(index: number, execution: Execution, what: string): void {
    const { machine } = this.#actors;
    const bit = 1 << execution.name;
    if (this.#from.processes.some(({ marks }) => (marks & bit) !== 0)) return;
    const isBackingOff = execution.tries === backingOff;
    if (!isBackingOff && machine.doing(execution.at).kind !== 'wait') return;
    const goesOn = (draft: Draft) => {
      draft.executions.splice(index, 1);
      const next = isBackingOff ? { tries: backingOff + 1 } : { at: machine.waited(execution.at), tries: 0 };
      this.#actors.place(draft, { ...execution, ...next });
    };
    this.#add(() => (isBackingOff ? `the last retry of ${what} begins` : `the wait ${what} is over`), goesOn);
  }

  #stop(draft: Draft, index: number, execution: Execution): void {
    const bit = 1 << execution.name;
    draft.executions[index] = { ...execution, stopped: true, tries: 0 };
    draft.processes = draft.processes.map((process) => ({
      ...process,
      owner: process.owner === execution.name ? -1 : process.owner,
      marks: process.marks & ~bit,
    }));
    this.#actors.over(draft, execution, 'ABORTED');
  }

  #redrive(draft: Draft, index: number, execution: Execution, name: string): void {
    const { machine } = this.#actors;
    draft.executions.splice(index, 1);
    this.#actors.change(draft, `${name} RUNNING`, (world) => ({
      ...world,
      executions: { ...world.executions, [name]: 'RUNNING' },
    }));
    const at = machine.reenter(execution.at, this.#actors.tick(draft));
    this.#actors.place(draft, { ...execution, at, stopped: false });
  }

  #pushes(): void {
    if ((this.#from.account & pushedBit) !== 0) return;
    const { record } = this.#actors.worldOf(this.#from);
    const isFree = record !== null && !held.includes(record.status);
    const push = (draft: Draft) => {
      draft.account |= pushedBit;
      this.#actors.deliver(draft, 'OnImagePushed', pushOf(versions[2], this.#actors.tick(draft)));
    };
    if (isFree) this.#add(() => '3.0.0 is pushed', push);
    else if (this.#may('push')) this.#add(() => '3.0.0 is pushed while the release runs', push, 'push');
  }

  #people(): void {
    const { record } = this.#actors.worldOf(this.#from);
    if (this.#may('duplicate')) this.#duplicates();
    if (record === null || !held.includes(record.status)) return;
    const { epoch, release, service } = record;
    if (this.#may('alarm') && record.status !== 'settling')
      this.#add(
        () => `users of ${release.to.version} see errors: the alarm fires`,
        (draft) => {
          this.#actors.change(draft, 'bad', (world) => ({
            ...world,
            bad: [...new Set([...world.bad, release.to.digest])],
          }));
          this.#actors.deliver(draft, 'AlarmFired', alarmFiredIn(epoch));
        },
        'alarm',
      );
    if (this.#may('abort'))
      this.#add(
        () => 'an operator aborts the release',
        (draft) => this.#actors.deliver(draft, 'OperatorAbort', { abort: service, reason: 'told to' }),
        'abort',
      );
    if (this.#may('promote'))
      this.#add(
        () => 'an operator promotes the release',
        (draft) => this.#actors.deliver(draft, 'OperatorPromote', { service }),
        'promote',
      );
    if (this.#may('person')) this.#person(flagOf(release.to.digest) ?? '');
  }

  /** It runs every few minutes: at last when nothing else does, or (a trouble) in between. */
  #reconciles(isQuiet: boolean): void {
    const { record } = this.#actors.worldOf(this.#from);
    if (record === null) return;
    const hasWork = held.includes(record.status) || (record.status === 'free' && record.queued !== undefined);
    if (!hasWork) return;
    const runs = (draft: Draft) =>
      this.#actors.deliver(draft, 'Reconcile', { time: instantOf(this.#actors.tick(draft)) });
    if (isQuiet) this.#add(() => 'reconcile runs', runs);
    else if (this.#may('reconcile')) this.#add(() => 'reconcile runs', runs, 'reconcile');
  }

  #duplicates(): void {
    for (const process of this.#from.processes)
      if (process.first >= 0 && process.local === process.first && process.tries === 0)
        this.#add(
          () => `the event for ${this.#actors.processes.programOf(process.local)} is delivered twice`,
          (draft) => void draft.processes.push(process),
          'duplicate',
        );
  }

  /** A person's value is theirs, unless it comes in the very moment of the flip: AppConfig has no lock for that. */
  #person(flag: string): void {
    const { flags } = this.#actors.worldOf(this.#from);
    const { processes, machine } = this.#actors;
    const flips = (program: string) => program === 'FlipFlags';
    if (flags[flag]?.['enabled'] !== true || flags[flag]['by'] !== undefined) return;
    if (this.#from.processes.some(({ local }) => flips(processes.programOf(local)) || this.#isPatching(local))) return;
    if (this.#from.executions.some(({ at }) => flips(machine.positions.valueOf(at).state))) return;
    const theirs = { enabled: true, by: 'a person' };
    const change = (draft: Draft) =>
      this.#actors.change(draft, `person ${flag}`, (world) => ({
        ...world,
        flags: { ...world.flags, [flag]: theirs },
        personal: { ...world.personal, [flag]: theirs },
      }));
    this.#add(() => `a person changes the flag ${flag}`, change, 'person');
  }

  #isPatching(local: number): boolean {
    const { processes } = this.#actors;
    const at = processes.standpoint(local);
    return at.kind === 'calling' && processes.calls.valueOf(at.call).method === 'patch';
  }

  #told(call: Call, process: Process): string {
    return `${who(call)}${process.owner < 0 && process.first < 0 ? ' (nobody waits for it any more)' : ''}: ${called(call)}`;
  }
}

const who = ({ program, epoch }: Call): string => (epoch === null ? program : `${program} of release ${epoch}`);

const shown = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  const { weights, from, to, epoch, namespace } = value as Record<string, unknown>;
  if (weights !== undefined)
    return Object.entries(weights as object)
      .map(([group, weight]) => `${group.includes('blue') ? 'blue' : 'green'} ${weight}`)
      .join(', ');
  if (Array.isArray(from)) return `${from.join('|')} -> ${to}`;
  if (namespace !== undefined) return String(namespace);
  return epoch === undefined ? '' : `release ${epoch}`;
};

/** `ledger.move active -> retiring` */
const called = ({ port, method, args }: Call): string =>
  [`${port}.${method}`, ...args.filter((arg) => arg !== 'orders').map(shown)]
    .filter((part) => part !== '' && !part.startsWith('arn:'))
    .join(' ');
