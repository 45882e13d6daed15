import type { Clock } from '../clock.ts';
import type { Alarm } from './alarm.ts';
import { type AlarmBook, type CompositeAlarm, isComposite, isMetric, type MetricAlarm } from './alarm-book.ts';
import { childrenOf, holds } from './alarm-rule.ts';
import type { MetricStore } from './metric-store.ts';
import { runQuery } from './queries.ts';
import { reasonDataOf, reasonOf, spelledOut, timestamp } from './reasons.ts';
import { evaluationRange, judge } from './verdict.ts';

const MINUTE_MS = 60_000;
const TEN_SECONDS_MS = 10_000;
/** How long a composite alarm takes to hear of its children. */
const COMPOSITE_DELAY_MS = 1000;

/** Evaluates alarms on emulated time. */
export interface Evaluation {
  /** Begins with an alarm, or anew with a changed one. */
  start(alarm: Alarm): void;
  /** Has the composite alarms above evaluated. */
  childChanged(child: Alarm): void;
}

/** What evaluation depends on; `offsetMs` draws when within its interval an alarm is looked at. */
export interface EvaluationContext {
  readonly clock: Clock;
  readonly store: MetricStore;
  readonly book: AlarmBook;
  readonly offsetMs: (intervalMs: number) => number;
}

/** Looks at metric alarms every minute (every ten seconds for shorter periods), at composite ones when a child changed. */
export function createEvaluation(context: EvaluationContext): Evaluation {
  const { clock, book } = context;
  const evaluateSoon = (alarm: CompositeAlarm, trigger: Alarm | undefined) => {
    clock.after(COMPOSITE_DELAY_MS, () => {
      if (book.alarms.get(alarm.settings.name) === alarm) evaluateComposite(book, alarm, trigger);
    });
  };
  return {
    start(alarm) {
      alarm.cancel();
      if (isComposite(alarm)) evaluateSoon(alarm, undefined);
      if (isMetric(alarm)) alarm.cancel = keepEvaluating(context, alarm);
    },
    childChanged(child) {
      for (const parent of book.parentsOf(child.settings.name)) evaluateSoon(parent, child);
    },
  };
}

function keepEvaluating(context: EvaluationContext, alarm: MetricAlarm): () => void {
  const { clock } = context;
  const intervalMs = alarm.condition.observed.periodMs < MINUTE_MS ? TEN_SECONDS_MS : MINUTE_MS;
  const offsetMs = context.offsetMs(intervalMs);
  let cancel = () => {};
  const scheduleNext = () => {
    const sinceLast = (clock.now() - offsetMs) % intervalMs;
    cancel = clock.after(intervalMs - sinceLast, () => {
      evaluateMetric(context, alarm, intervalMs);
      scheduleNext();
    });
  };
  scheduleNext();
  return () => cancel();
}

/** The last period ends with the interval that is over: for long periods the window slides by the minute. */
function evaluateMetric({ clock, store, book }: EvaluationContext, alarm: MetricAlarm, intervalMs: number): void {
  const { condition } = alarm;
  const { periodMs } = condition.observed;
  const now = clock.now();
  const end = now - (now % Math.min(periodMs, intervalMs));
  const count = evaluationRange(condition);
  const start = end - count * periodMs;
  const periods = Array.from({ length: count }, (_, index) => start + index * periodMs);
  const verdict = judge(condition, periods, runQuery(store, condition.queries, condition.observed, { start, end }));
  const to = verdict.state;
  if (to === undefined || to === alarm.state.value) return;
  const reason = reasonOf(condition, verdict, to);
  book.transition(alarm, to, reason, reasonDataOf(condition, verdict, now));
}

function evaluateComposite(book: AlarmBook, alarm: CompositeAlarm, trigger: Alarm | undefined): void {
  const { rule } = alarm.condition;
  const to = holds(rule, (name) => book.alarms.get(name)?.state.value) ? 'ALARM' : 'OK';
  const children = childrenOf(rule).flatMap((name) => book.alarms.get(name) ?? []);
  const told = trigger ? [trigger] : children.filter(({ state }) => state.value === 'ALARM');
  const triggeringAlarms = told.map(({ arn, state }) => ({
    arn,
    state: { value: state.value, timestamp: timestamp(state.at) },
  }));
  const reason = trigger
    ? `${trigger.arn} transitioned to ${trigger.state.value} at ${spelledOut(trigger.state.at)}`
    : `${alarm.arn} was evaluated for the first time`;
  book.transition(alarm, to, reason, JSON.stringify({ triggeringAlarms }));
}
