import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import type { Admin } from '../../cli/rehearse/admin.ts';
import type { OperatorClients } from '../../cli/rehearse/clients.ts';
import { Watch } from '../../cli/rehearse/watch/watch.ts';

/** A cloud in which nothing ever happens; each look at the real clock finds a minute gone. */
const idleWatch = (): Watch => {
  let realMs = 0;
  const admin = { now: async () => 0, calls: async () => [] } as unknown as Admin;
  const states = { send: async () => ({ executions: [] }) } as unknown as SFNClient;
  const clients = { states, cloudWatch: {} as CloudWatchClient } as OperatorClients;
  return new Watch({
    ...{ clients, admin, stateMachineArn: 'machine', migrations: undefined, rules: { ruleArn: 'rule' }, alarms: [] },
    ...{ timeScale: 60, onSighting: () => undefined, onLook: () => undefined },
    realNow: () => {
      realMs += 60_000;
      return realMs;
    },
  });
};

describe('a story that waits for what never comes', () => {
  it.each([
    ['at once', (): undefined => undefined],
    ['after asking somebody', async (): Promise<undefined> => undefined],
  ])('fails and says what it waited for, when the answer is no %s', async (_, question) => {
    const watch = idleWatch();
    void watch.until(question, 'a question of orders');
    await expect(watch.run(new AbortController().signal)).rejects.toThrow(
      'nothing has happened for 120 s while waiting for a question of orders',
    );
  });

  it('fails as the question does', async () => {
    const watch = idleWatch();
    const broken = () => Promise.reject(new Error('the ledger is gone'));
    await expect(watch.until(broken, 'a question of orders')).rejects.toThrow('the ledger is gone');
  });
});
