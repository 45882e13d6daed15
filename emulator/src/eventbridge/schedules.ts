import type { Place } from '../ports.ts';
import type { Rule } from './rules.ts';

/** Runs the rules that have a rate: the first event comes one period after the rule was put. */
export class Schedules {
  readonly #place: Place;
  readonly #fire: (ruleName: string) => void;
  readonly #timers = new Map<string, () => void>();

  constructor(place: Place, fire: (ruleName: string) => void) {
    this.#place = place;
    this.#fire = fire;
  }

  /** Starts, restarts or stops the schedule of a rule, as its present state says. */
  set(rule: Rule): void {
    this.#timers.get(rule.name)?.();
    this.#timers.delete(rule.name);
    if (rule.enabled && rule.periodMs !== undefined) this.#arm(rule.name, rule.periodMs);
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #arm(name: string, periodMs: number): void {
    const cancel = this.#place.clock.after(periodMs, () => {
      this.#arm(name, periodMs);
      this.#fire(name);
    });
    this.#timers.set(name, cancel);
  }
}
