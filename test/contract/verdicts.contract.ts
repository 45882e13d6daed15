import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect } from '@jest/globals';
import { dynamodbVerdicts } from '../../src/adapters/aws/dynamodb-verdicts.ts';
import type { KeptVerdict } from '../../src/contracts/kept-verdict.ts';
import { judge } from '../../src/domain/judgement/judge.ts';
import { at, healthy, inquiry } from '../domain/judgement/inquiries.ts';
import { days } from '../support/long-traffic.ts';
import { onEachCloud, unique } from './clouds.ts';
import { openTable } from './table.ts';

onEachCloud('verdicts', (cloud) => {
  const { scenario } = cloud;
  let opened: Awaited<ReturnType<typeof openTable>>;
  beforeAll(async () => {
    opened = await openTable(cloud);
  });
  const verdicts = () => dynamodbVerdicts(opened.client, opened.table);

  const kept = async (service: string, over: Parameters<typeof inquiry>[0] = {}, epoch = 7): Promise<KeptVerdict> => {
    const judged = inquiry(over, over.evidence);
    const verdict = { release: { service, epoch }, inquiry: judged, verdict: judge(judged) };
    await verdicts().keep(verdict);
    return verdict;
  };

  scenario('are given back whole, with all that they were judged by', async () => {
    const { release, ...verdict } = await kept(unique('orders'));
    expect(await verdicts().read(release, verdict.inquiry.now)).toEqual({ release, ...verdict });
    expect(await verdicts().read(release, at(301))).toBeUndefined();
    expect(await verdicts().read({ ...release, epoch: 8 }, verdict.inquiry.now)).toBeUndefined();
  });

  scenario('are listed oldest first, those of one release, in whatever order they came', async () => {
    const service = unique('orders');
    for (const seconds of [120, 3000, 60]) await kept(service, { now: at(seconds) });
    await kept(service, { now: at(90) }, 70);
    await kept(unique('orders'), { now: at(90) });
    const listed = await verdicts().list({ service, epoch: 7 });
    expect(listed.map(({ now }) => now)).toEqual([at(60), at(120), at(3000)]);
    expect(listed[2]).toMatchObject({ step: { kind: 'bake', weight: 25 }, verdict: { kind: 'advance' } });
    expect(await verdicts().list({ service, epoch: 8 })).toEqual([]);
  });

  scenario('that are kept twice are one', async () => {
    const service = unique('orders');
    const once = await kept(service);
    expect(await kept(service)).toEqual(once);
    expect(await verdicts().list(once.release)).toHaveLength(1);
    expect(await verdicts().read(once.release, once.inquiry.now)).toEqual(once);
  });

  const partsOf = async (service: string): Promise<number> => {
    const request = new QueryCommand({
      ...{ TableName: opened.table, KeyConditionExpression: 'pk = :pk', Select: 'COUNT' },
      ExpressionAttributeValues: { ':pk': { S: `evidence#${service}` } },
    });
    return (await opened.client.send(request)).Count ?? 0;
  };

  scenario('have room in one item for five days of traffic, and in more for more, and lose nothing', async () => {
    for (const [number, parts] of [
      [5, 1],
      [9, 2],
    ] as const) {
      const evidence = { ...healthy, traffic: { requests: 500, minutes: days(number) } };
      const verdict = await kept(unique('orders'), { evidence });
      const { release, inquiry } = verdict;
      expect(await verdicts().read(release, inquiry.now)).toEqual(verdict);
      expect(await partsOf(release.service)).toBe(parts);
    }
  });

  scenario('carry the second in which DynamoDB may delete them, ninety days later', async () => {
    const { release } = await kept(unique('orders'), { now: '2026-11-23T10:05:00.500Z' });
    const Key = { pk: { S: `verdicts#${release.service}` }, sk: { S: '000000000007#2026-11-23T10:05:00.500Z' } };
    const { Item } = await opened.client.send(new GetItemCommand({ TableName: opened.table, Key }));
    expect(Item?.['expiresAt']).toEqual({ N: String(Date.parse('2027-02-21T10:05:01Z') / 1000) });
  });
});
