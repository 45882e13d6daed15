import type {
  DescribeAlarmsCommandInput,
  CompositeAlarm as WireCompositeAlarm,
  MetricAlarm as WireMetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service.ts';
import type { Alarm } from './alarm.ts';
import { type AlarmBook, isComposite } from './alarm-book.ts';
import { childrenOf } from './alarm-rule.ts';
import { validationError } from './faults.ts';

const MOST_RECORDS = 100;
const DEFAULT_RECORDS = 50;

/** The descriptions that Put…Alarm leaves with an alarm; the state is added when they are read. */
export interface AlarmDescriptions {
  readonly metric: WeakMap<Alarm, WireMetricAlarm>;
  readonly composite: WeakMap<Alarm, WireCompositeAlarm>;
}

/** DescribeAlarms. Without AlarmTypes it answers metric alarms only, as AWS does. */
export function describeAlarmsOperation(book: AlarmBook, descriptions: AlarmDescriptions) {
  return {
    DescribeAlarms(input: DescribeAlarmsCommandInput) {
      const { MaxRecords = DEFAULT_RECORDS, NextToken } = input;
      if (!(MaxRecords >= 1 && MaxRecords <= MOST_RECORDS)) throw validationError('MaxRecords must be from 1 to 100');
      const alarms = selected(book, input).toSorted((one, other) => (one.settings.name < other.settings.name ? -1 : 1));
      const page = pageOf(alarms, MaxRecords, NextToken);
      if (!page) throw new ServiceError('InvalidNextToken', `'${NextToken}' is not a token of this operation`);
      const { metric, composite } = descriptions;
      return {
        MetricAlarms: page.items.flatMap((alarm) => withState(alarm, metric.get(alarm))),
        CompositeAlarms: page.items.flatMap((alarm) => withState(alarm, composite.get(alarm))),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  };
}

function selected(book: AlarmBook, input: DescribeAlarmsCommandInput): readonly Alarm[] {
  const { AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue, ActionPrefix } = input;
  if (AlarmNames && AlarmNamePrefix !== undefined) {
    throw validationError('AlarmNames and AlarmNamePrefix cannot be specified together');
  }
  if ((AlarmNames?.length ?? 0) > MOST_RECORDS) throw validationError(`At most ${MOST_RECORDS} alarm names`);
  const relatives = relativesOf(book, input);
  if (relatives) return relatives;
  const types = AlarmTypes?.length ? AlarmTypes : ['MetricAlarm'];
  return [...book.alarms.values()].filter((alarm) => {
    const { name, actions } = alarm.settings;
    return (
      types.includes(isComposite(alarm) ? 'CompositeAlarm' : 'MetricAlarm') &&
      (!AlarmNames?.length || AlarmNames.includes(name)) &&
      name.startsWith(AlarmNamePrefix ?? '') &&
      (StateValue === undefined || alarm.state.value === StateValue) &&
      (ActionPrefix === undefined ||
        Object.values(actions)
          .flat()
          .some((action) => action.startsWith(ActionPrefix)))
    );
  });
}

function relativesOf(book: AlarmBook, { ChildrenOfAlarmName, ParentsOfAlarmName }: DescribeAlarmsCommandInput) {
  if (ParentsOfAlarmName) return book.parentsOf(ParentsOfAlarmName);
  const parent = ChildrenOfAlarmName ? book.alarms.get(ChildrenOfAlarmName) : undefined;
  if (!ChildrenOfAlarmName) return undefined;
  return parent && isComposite(parent)
    ? childrenOf(parent.condition.rule).flatMap((name) => book.alarms.get(name) ?? [])
    : [];
}

function withState<Description extends object>({ state, configuredAt }: Alarm, description: Description | undefined) {
  if (!description) return [];
  const at = new Date(state.at);
  return [
    {
      ...description,
      StateValue: state.value,
      StateReason: state.reason,
      ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
      StateUpdatedTimestamp: at,
      StateTransitionedTimestamp: at,
      AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    },
  ];
}
