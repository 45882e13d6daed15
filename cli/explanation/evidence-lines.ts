import type { AlarmReading, PodsHealth, TargetCount, Unseen } from '../../src/contracts/evidence.ts';
import type { Inquiry } from '../../src/contracts/verdict.ts';
import { isUnseen } from '../../src/domain/judgement/is-unseen.ts';
import { trafficTable } from './traffic-table.ts';

/** What a look saw, source by source: for each a label and lines. What was not asked is left out. */
export type Labelled = readonly [label: string, lines: readonly string[]];

/** All that was seen, and who did not answer. */
export function evidenceLines({ evidence, terms, minimumRequests, step }: Inquiry): readonly Labelled[] {
  const { alarms, incidents, weightsAgree, targets, pods, traffic } = evidence;
  const baseline = terms?.baseline ?? null;
  return [
    source('alarms', alarms, (readings) => [alarmsText(readings)]),
    source('incidents', incidents, (readings) => [alarmsText(readings)]),
    source('weights', weightsAgree, (agree) => [agree ? 'as Tidegate set them' : 'not as Tidegate set them']),
    source('targets', targets, ({ candidate, stable }) => [
      targetText('candidate', candidate),
      targetText('stable', stable),
    ]),
    source('pods', pods, podLines),
    source('traffic', traffic, ({ requests, minutes }) => [
      step.kind === 'bake'
        ? `${requests} requests in this step, ${minimumRequests} are needed`
        : 'since the release began:',
      ...trafficTable(minutes, baseline),
    ]),
  ].flat();
}

function source<T>(label: string, value: T | Unseen | undefined, lines: (seen: T) => readonly string[]): Labelled[] {
  if (value === undefined) return [];
  return [[label, isUnseen(value) ? [`could not be asked: ${value.unseen}`] : lines(value as T)]];
}

function alarmsText(readings: readonly AlarmReading[]): string {
  return readings.length === 0 ? 'none' : readings.map(({ alarm, state }) => `${alarm} ${state}`).join(', ');
}

function targetText(side: string, { healthy, registered, unused = 0, initial = 0 }: TargetCount): string {
  const more = [unused > 0 ? `, ${unused} unused` : '', initial > 0 ? `, ${initial} not checked yet` : ''];
  return `${side} ${healthy} of ${registered} healthy${more.join('')}`;
}

function podLines({ wanted, ready, unready, restarted, stuck }: PodsHealth): string[] {
  return [
    `${ready} of ${wanted} ready`,
    ...unready.map((pod) => `${pod} lost its readiness`),
    ...restarted.map(({ pod, restarts, lastAt, how }) => {
      const times = restarts === 1 ? 'once' : `${restarts} times`;
      return `${pod} ended ${times}${lastAt === null ? '' : `, last at ${lastAt}`}: ${how}`;
    }),
    ...(stuck === null ? [] : [`stuck: ${stuck}`]),
  ];
}
