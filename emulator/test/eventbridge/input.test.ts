import { describe, expect, it } from '@jest/globals';
import { inputOf } from '../../src/eventbridge/input.ts';

const event = {
  version: '0' as const,
  id: 'id-1',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '123456789012',
  time: '2026-01-05T09:00:00Z',
  region: 'eu-west-1',
  resources: ['arn:aws:cloudwatch:alarm'],
  detail: { alarmName: 'orders "5xx"', state: { value: 'ALARM' }, count: 3 },
};
const scope = {
  event,
  ruleName: 'on-alarm',
  ruleArn: 'arn:aws:events:rule/on-alarm',
  ingestionTime: '2026-01-05T09:00:01Z',
};
const target = { Id: 'a', Arn: 'b' };

function filled(InputTemplate: string): unknown {
  const InputPathsMap = {
    alarm: '$.detail.alarmName',
    state: '$.detail.state',
    count: '$.detail.count',
    resource: '$.resources[0]',
    gone: '$.detail.gone',
  };
  return inputOf({ ...target, InputTransformer: { InputPathsMap, InputTemplate } }, scope);
}

describe('what a target receives', () => {
  it('is the event, a constant, or a part of the event', () => {
    expect(inputOf(target, scope)).toBe(event);
    expect(inputOf({ ...target, Input: '{"a":[1]}' }, scope)).toEqual({ a: [1] });
    expect(inputOf({ ...target, InputPath: '$.detail.state' }, scope)).toEqual({ value: 'ALARM' });
  });

  it('is a template with JSON values in the place of bare variables', () => {
    expect(
      filled('{"alarm": <alarm>, "state": <state>, "count": <count>, "resource": <resource>, "gone": <gone>}'),
    ).toEqual({
      alarm: 'orders "5xx"',
      state: { value: 'ALARM' },
      count: 3,
      resource: 'arn:aws:cloudwatch:alarm',
      gone: null,
    });
  });

  it('is a template with text in the place of quoted variables', () => {
    expect(filled('"<alarm> fired <count> times at <aws.events.event.ingestion-time><gone>"')).toBe(
      'orders "5xx" fired 3 times at 2026-01-05T09:00:01Z',
    );
  });

  it('knows the predefined variables', () => {
    const template = '{"rule": <aws.events.rule-name>, "arn": "<aws.events.rule-arn>", "all": <aws.events.event.json>}';
    expect(filled(template)).toEqual({ rule: 'on-alarm', arn: 'arn:aws:events:rule/on-alarm', all: event });
    expect(filled('{"head": <aws.events.event>}')).not.toHaveProperty('head.detail');
  });

  it('is an error when the filled template is no JSON', () => {
    expect(() => filled('alarm <alarm>')).toThrow(expect.objectContaining({ name: 'InvalidInputTemplate' }));
  });
});
