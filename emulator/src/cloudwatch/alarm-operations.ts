import type {
  DeleteAlarmsCommandInput,
  ListTagsForResourceCommandInput,
  PutCompositeAlarmCommandInput,
  PutMetricAlarmCommandInput,
  SetAlarmStateCommandInput,
  Tag,
} from '@aws-sdk/client-cloudwatch';
import { uuidFrom } from '../identifiers.ts';
import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import type { Alarm } from './alarm.ts';
import { type AlarmBook, isComposite } from './alarm-book.ts';
import { compositeConfiguration, metricConfiguration } from './alarm-events.ts';
import { childrenOf, parseAlarmRule } from './alarm-rule.ts';
import type { AlarmDescriptions } from './describe-alarms.ts';
import type { Evaluation } from './evaluation.ts';
import { notEmulated, validationError } from './faults.ts';
import { queriesOf, readAlarmSettings, readMetricCondition } from './metric-alarm-settings.ts';
import { triggerOf } from './notification.ts';

const MOST_DELETED = 100;

/** What the operations on alarms act upon. */
export interface Alarming {
  readonly place: Place;
  readonly book: AlarmBook;
  readonly descriptions: AlarmDescriptions;
  readonly evaluation: Evaluation;
}

/** The operations on alarms, but for describing them. An update overwrites the configuration and leaves the state. */
export function alarmOperations(alarming: Alarming) {
  const { book } = alarming;
  return {
    PutMetricAlarm: (input: PutMetricAlarmCommandInput) => putMetricAlarm(alarming, input),
    PutCompositeAlarm: (input: PutCompositeAlarmCommandInput) => putCompositeAlarm(alarming, input),
    DeleteAlarms: ({ AlarmNames = [] }: DeleteAlarmsCommandInput) => deleteAlarms(book, AlarmNames),
    SetAlarmState({ AlarmName = '', StateValue, StateReason = '', StateReasonData }: SetAlarmStateCommandInput) {
      if (!StateValue) throw validationError('StateValue must be given');
      checkJson(StateReasonData);
      book.transition(alarmOf(book, AlarmName), StateValue, StateReason, StateReasonData);
      return {};
    },
    ListTagsForResource({ ResourceARN }: ListTagsForResourceCommandInput) {
      const alarm = [...book.alarms.values()].find(({ arn }) => arn === ResourceARN);
      if (!alarm) throw new ServiceError('ResourceNotFoundException', `Unknown alarm '${ResourceARN}'`);
      return { Tags: [...alarm.tags] };
    },
  };
}

function putMetricAlarm(alarming: Alarming, { Tags, ...input }: PutMetricAlarmCommandInput) {
  const { place, descriptions, evaluation } = alarming;
  const settings = readAlarmSettings(input);
  const source = queriesOf(input);
  const condition = readMetricCondition(input, source);
  const configuration = metricConfiguration(settings.description, condition, source, uuidFrom(place.random));
  const notified = { Trigger: triggerOf(input) };
  const alarm = upsert(alarming, { settings, condition, configuration, notified }, Tags);
  descriptions.metric.set(alarm, {
    ...input,
    AlarmArn: alarm.arn,
    ActionsEnabled: settings.actionsEnabled,
    TreatMissingData: condition.treatMissingData,
  });
  evaluation.start(alarm);
  return {};
}

function putCompositeAlarm(alarming: Alarming, { Tags, ...input }: PutCompositeAlarmCommandInput) {
  const { book, descriptions, evaluation } = alarming;
  if (input.ActionsSuppressor) throw notEmulated('ActionsSuppressor of an alarm');
  if (input.ActionConfiguration) throw notEmulated('ActionConfiguration of an alarm');
  const settings = readAlarmSettings(input);
  const ruleText = input.AlarmRule ?? '';
  const rule = parseAlarmRule(ruleText);
  requireChildren(book, childrenOf(rule), settings.name);
  const configuration = compositeConfiguration(settings.description, ruleText);
  const condition = { kind: 'composite' as const, rule };
  const alarm = upsert(alarming, { settings, condition, configuration, notified: { AlarmRule: ruleText } }, Tags);
  descriptions.composite.set(alarm, { ...input, AlarmArn: alarm.arn, ActionsEnabled: settings.actionsEnabled });
  evaluation.start(alarm);
  return {};
}

type Definition = Pick<Alarm, 'settings' | 'condition' | 'configuration' | 'notified'>;

/** Creates the alarm, or overwrites all but state and tags of the one of that name. */
function upsert({ place, book }: Alarming, definition: Definition, tags: readonly Tag[] = []): Alarm {
  const { name } = definition.settings;
  const now = place.clock.now();
  const existing = book.alarms.get(name);
  if (existing) {
    if (existing.condition.kind !== definition.condition.kind) {
      throw validationError(`An alarm of the other kind has the name '${name}'`);
    }
    return Object.assign(existing, definition, { configuredAt: now });
  }
  const alarm: Alarm = {
    ...definition,
    arn: `arn:aws:cloudwatch:${place.region}:${place.accountId}:alarm:${name}`,
    configuredAt: now,
    state: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', at: now },
    tags,
    cancel: () => {},
  };
  book.add(alarm);
  return alarm;
}

function requireChildren(book: AlarmBook, children: readonly string[], name: string): void {
  if (children.includes(name)) throw validationError(`The rule of '${name}' refers to itself`);
  const unknown = children.filter((child) => !book.alarms.has(child));
  if (unknown.length === 0) return;
  throw validationError(
    `Could not save the composite alarm as alarms [${unknown.join(', ')}] in the alarm rule do not exist`,
  );
}

function checkJson(text: string | undefined): void {
  try {
    if (text !== undefined) JSON.parse(text);
  } catch {
    throw new ServiceError('InvalidFormatFault', 'StateReasonData was not syntactically valid JSON');
  }
}

function alarmOf(book: AlarmBook, name: string): Alarm {
  const alarm = book.alarms.get(name);
  if (!alarm) throw new ServiceError('ResourceNotFound', `Unknown alarm '${name}'`);
  return alarm;
}

/** Alarms that exist are deleted even when the call names others that do not. */
function deleteAlarms(book: AlarmBook, names: readonly string[]) {
  if (names.length > MOST_DELETED) throw validationError(`At most ${MOST_DELETED} alarms can be deleted in one call`);
  const existing = names.flatMap((name) => book.alarms.get(name) ?? []);
  if (existing.filter(isComposite).length > 1)
    throw validationError('Only one composite alarm can be deleted in one call');
  const needed = existing.find(({ settings }) => book.parentsOf(settings.name).length > 0);
  if (needed) throw validationError(`Cannot delete ${needed.arn} as there are composite alarm(s) depending on it.`);
  for (const alarm of existing) book.remove(alarm);
  for (const name of names) if (!existing.some(({ settings }) => settings.name === name)) alarmOf(book, name);
  return {};
}
