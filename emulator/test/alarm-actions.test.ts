import { beforeEach, describe, expect, it } from '@jest/globals';
import { type AlarmActions, createAlarmActions } from '../src/alarm-actions.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:roll-back';
const alarmArn = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors';
const principal = 'lambda.alarms.cloudwatch.amazonaws.com';

let invoked: unknown[];
let actions: AlarmActions;
beforeEach(() => {
  invoked = [];
  actions = createAlarmActions({
    invoke: async (...invocation) => {
      if (invocation[0].endsWith(':gone')) throw new Error('there is no such function');
      invoked.push(invocation);
      return {};
    },
  });
});

describe('an alarm’s action', () => {
  it('invokes a function that lets the alarm do so', () => {
    actions.allow({ functionName: 'roll-back', principal, sourceArn: alarmArn });
    actions.act(functionArn, { alarmArn });
    expect(invoked).toEqual([[functionArn, { alarmArn }, 'event']]);
    expect(actions.refused()).toEqual([]);
  });

  it.each([
    ['without any permission', undefined],
    ['with a permission for rules only', { functionName: 'roll-back', principal: 'events.amazonaws.com' }],
    ['with a permission for another alarm', { functionName: 'roll-back', principal, sourceArn: `${alarmArn}-2` }],
  ])('is refused %s', (_, permission) => {
    if (permission) actions.allow(permission);
    actions.act(functionArn, { alarmArn });
    expect(invoked).toEqual([]);
    expect(actions.refused()).toMatchObject([{ actionArn: functionArn, reason: `no permission for ${principal}` }]);
  });

  it('is refused when it is no function, or the function is gone', async () => {
    const gone = 'arn:aws:lambda:eu-west-1:123456789012:function:gone';
    actions.allow({ functionName: gone, principal });
    actions.act('arn:aws:sns:eu-west-1:123456789012:pager', { alarmArn });
    actions.act(gone, { alarmArn });
    await new Promise((resolve) => setImmediate(resolve));
    expect(actions.refused().map(({ reason }) => reason)).toEqual([
      'only actions that invoke a function are modelled',
      'Error: there is no such function',
    ]);
  });
});
