import { beforeAll, expect } from '@jest/globals';
import { stringify } from 'yaml';
import { dynamodbGuards } from '../../src/adapters/aws/dynamodb-guards.ts';
import { dynamodbHistory } from '../../src/adapters/aws/dynamodb-history.ts';
import { dynamodbPolicies } from '../../src/adapters/aws/dynamodb-policies.ts';
import { policyInput, policyWith, recordWith } from '../support/release-facts.ts';
import { onEachCloud, unique } from './clouds.ts';
import { openTable } from './table.ts';

onEachCloud('policies', (cloud) => {
  const { scenario } = cloud;
  let opened: Awaited<ReturnType<typeof openTable>>;
  beforeAll(async () => {
    opened = await openTable(cloud);
  });

  const policies = () => dynamodbPolicies(opened.client, opened.table);
  const guards = () => dynamodbGuards(opened.client, opened.table);
  const history = () => dynamodbHistory(opened.client, opened.table);
  const register = (changes: object) => policies().put(policyWith(changes), stringify({ ...policyInput, ...changes }));
  const watching = (...alarms: string[]) => ({ health: { alarms } });

  scenario('are found by service and by repository', async () => {
    const [service, repository] = [unique('orders'), unique('shop')];
    const changes = { service, image: { repository, tags: '>=1.0.0' } };
    await register(changes);
    expect(await policies().of(service)).toEqual(policyWith(changes));
    expect(await policies().ofRepository(repository)).toEqual([policyWith(changes)]);
    expect(await policies().of(unique('nobody'))).toBeUndefined();
  });

  scenario('are found by their alarms, of which the last service leaves nothing', async () => {
    const [orders, billing, shared, own] = [unique('orders'), unique('billing'), unique('shared'), unique('own')];
    await register({ service: orders, ...watching(shared, own) });
    await register({ service: billing, ...watching(shared) });
    expect((await guards().servicesOf(shared)).toSorted()).toEqual([billing, orders]);
    await register({ service: orders, ...watching(own) });
    await register({ service: billing, ...watching(own) });
    expect(await guards().servicesOf(shared)).toEqual([]);
    expect((await guards().servicesOf(own)).toSorted()).toEqual([billing, orders]);
  });

  scenario('leave a history, newest first, up to the limit', async () => {
    const service = unique('orders');
    for (const epoch of [9, 10, 100, 11]) await history().write(recordWith({ service, epoch }));
    const epochs = async (limit: number) => (await history().list(service, limit)).map(({ epoch }) => epoch);
    expect(await epochs(10)).toEqual([100, 11, 10, 9]);
    expect(await epochs(2)).toEqual([100, 11]);
  });
});
