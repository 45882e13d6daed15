import { ServiceError } from '../service.ts';

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The period in emulated milliseconds of `rate(5 minutes)`. One is singular, more are plural, as AWS insists.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function periodOf(expression: string): number {
  if (/^cron\(.*\)$/.test(expression)) {
    throw new ServiceError(
      'NotImplemented',
      `The emulator has no cron schedules: ${expression}. Use rate(...), or invoke the target yourself.`,
      501,
    );
  }
  const [, count = '', unit = '', plural] = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const period = Number(count) * (unitMs[unit] ?? 0);
  if (period === 0 || (count === '1') === (plural === 's')) {
    throw new ServiceError('ValidationException', 'Parameter ScheduleExpression is not valid.');
  }
  return period;
}
