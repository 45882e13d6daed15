import * as sdk from '@aws-sdk/client-cloudwatch';
import { forkRandom } from '../fork-random.ts';
import type { EventBus, MetricSink, Place } from '../ports.ts';
import type { AwsService } from '../service.ts';
import { createAlarmBook, type OnAlarmAction } from './alarm-book.ts';
import { alarmOperations } from './alarm-operations.ts';
import { type AlarmDescriptions, describeAlarmsOperation } from './describe-alarms.ts';
import { createEvaluation, type Evaluation } from './evaluation.ts';
import { getMetricDataOperation } from './get-metric-data.ts';
import { createMetricStore } from './metric-store.ts';
import { putMetricDataOperation } from './put-metric-data.ts';

/** Where transitions are told, and how late things are. */
export interface CloudWatchOptions {
  readonly events: EventBus;
  /** Called for each action of a transition, with what a function and what a topic would get. */
  readonly onAction?: OnAlarmAction;
  /** How long after the end of a minute AWS's own metrics of that minute appear. */
  readonly publishDelayMs?: number;
  /** When within its interval every alarm is evaluated; drawn for each alarm by default, as on AWS each has its own second. */
  readonly evaluationOffsetMs?: number;
}

/** Emulated CloudWatch metrics and alarms. */
export interface CloudWatch {
  readonly service: AwsService;
  readonly metrics: MetricSink;
  close(): void;
}

const PUBLISH_DELAY_MS = 10_000;

/** Starts CloudWatch with no metrics and no alarms. */
export function createCloudWatch(place: Place, options: CloudWatchOptions): CloudWatch {
  const { clock } = place;
  const store = createMetricStore(clock, options.publishDelayMs ?? PUBLISH_DELAY_MS);
  const random = forkRandom(place.random);
  const offsetMs = (intervalMs: number) => options.evaluationOffsetMs ?? Math.floor(random() * intervalMs);
  const descriptions: AlarmDescriptions = { metric: new WeakMap(), composite: new WeakMap() };
  const book = createAlarmBook(place, {
    events: options.events,
    onAction: options.onAction ?? (() => {}),
    onTransition: (alarm) => evaluation.childChanged(alarm),
  });
  const evaluation: Evaluation = createEvaluation({ clock, store, book, offsetMs });
  const operations = {
    ...alarmOperations({ place, book, descriptions, evaluation }),
    ...describeAlarmsOperation(book, descriptions),
    ...getMetricDataOperation(clock, store),
    ...putMetricDataOperation(clock, store),
  };
  return {
    service: { signingName: 'monitoring', sdk, operations },
    metrics: store,
    close() {
      for (const alarm of book.alarms.values()) alarm.cancel();
    },
  };
}
