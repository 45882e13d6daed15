import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../../exit.ts';
import type { Admin } from '../admin.ts';
import type { OperatorClients } from '../clients.ts';
import type { ExecutionFacts, Sighting, WeightsSet } from '../sighting.ts';
import { watchAlarms } from './alarms.ts';
import { type ExecutionWatch, type WatchedMachine, watchExecutions } from './executions.ts';
import { type WatchedMigrations, watchProgress } from './progress.ts';
import { type WatchedRules, watchWeights } from './weights.ts';

export interface WatchSubject {
  readonly clients: OperatorClients;
  readonly admin: Admin;
  readonly stateMachineArn: string;
  /** Where the policy migrates a database. */
  readonly migrations: WatchedMigrations | undefined;
  readonly rules: WatchedRules;
  readonly alarms: readonly string[];
  readonly timeScale: number;
  /** Real milliseconds, of which only differences mean something. */
  readonly realNow: () => number;
  /** Hears of each sighting once, in order of time within a look, and of every look. */
  readonly onSighting: (sighting: Sighting) => void;
  readonly onLook: (nowMs: number) => void;
}

const lookEveryMs = 200;
/** Nothing happens for longer only when something hangs: real time, and the longest that a release waits between two looks. */
const longestSilence = { realMs: 120_000, emulatedMs: 30 * 60_000 };

/** Everything that was seen so far, and a way to wait for more. */
export class Watch {
  readonly sightings: Sighting[] = [];
  readonly #subject: WatchSubject;
  readonly #executions: readonly ExecutionWatch[];
  readonly #looks: readonly (() => Promise<Sighting[]>)[];
  readonly #waiters = new Map<() => Promise<void>, string>();
  #nowMs = 0;
  #lastSeenAt: number;

  constructor(subject: WatchSubject) {
    const { clients, admin, stateMachineArn, migrations, rules, alarms } = subject;
    this.#subject = subject;
    this.#lastSeenAt = subject.realNow();
    const machines: WatchedMachine[] = [{ machine: 'release', stateMachineArn }];
    if (migrations) machines.push({ machine: 'migration', stateMachineArn: migrations.stateMachineArn });
    this.#executions = machines.map((machine) => watchExecutions(clients.states, machine));
    this.#looks = [
      watchWeights(admin, rules),
      watchAlarms(clients.cloudWatch, alarms),
      ...(migrations ? [watchProgress(migrations)] : []),
      ...this.#executions.map((executions) => () => executions.look()),
    ];
  }

  /** Emulated epoch milliseconds, as of the last look. */
  now(): number {
    return this.#nowMs;
  }

  executions(): readonly ExecutionFacts[] {
    return this.#executions.flatMap((executions) => executions.facts());
  }

  weightChanges(): readonly WeightsSet[] {
    return this.sightings.flatMap((one) => (one.kind === 'weightsSet' ? [one.change] : []));
  }

  /** Alarms that fired and did not clear since. */
  firingAlarms(): readonly string[] {
    const firing = new Set<string>();
    for (const one of this.sightings) {
      if (one.kind === 'alarmFired') firing.add(one.alarm);
      if (one.kind === 'alarmCleared') firing.delete(one.alarm);
    }
    return [...firing];
  }

  /** Looks until the signal aborts; rejects when a look fails, or when somebody waits and nothing happens for too long. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look();
      await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves when `question` answers something; it is asked at once, and after each look. */
  until<T>(question: () => T | undefined | Promise<T | undefined>, waitingFor: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const ask = async (): Promise<void> => {
        const answer = await question();
        if (answer === undefined) return;
        this.#waiters.delete(ask);
        resolve(answer);
      };
      this.#waiters.set(ask, waitingFor);
      ask().catch(reject);
    });
  }

  async #look(): Promise<void> {
    const { admin, onSighting, onLook } = this.#subject;
    const now = await admin.now();
    const seen = (await Promise.all(this.#looks.map((look) => look()))).flat().toSorted((a, b) => a.at - b.at);
    this.#nowMs = now;
    this.sightings.push(...seen);
    seen.forEach(onSighting);
    onLook(now);
    for (const ask of this.#waiters.keys()) await ask();
    this.#guardAgainstSilence(seen.length > 0);
  }

  #guardAgainstSilence(somethingHappened: boolean): void {
    const { realNow, timeScale } = this.#subject;
    if (somethingHappened || this.#waiters.size === 0) this.#lastSeenAt = realNow();
    const limitMs = Math.max(longestSilence.realMs, longestSilence.emulatedMs / timeScale);
    if (realNow() - this.#lastSeenAt < limitMs) return;
    const waitingFor = [...this.#waiters.values()].join(', ');
    throw new Failure(`nothing has happened for ${Math.round(limitMs / 1000)} s while waiting for ${waitingFor}`);
  }
}
