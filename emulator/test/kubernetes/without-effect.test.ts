import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Lab, startLab } from './support/lab.ts';

const kinds: readonly (readonly [apiVersion: string, kind: string, spec: object])[] = [
  ['batch/v1', 'CronJob', { schedule: '* * * * *', jobTemplate: {} }],
  ['v1', 'ResourceQuota', { hard: { pods: '3' } }],
];

describe('a kind that would have no effect here', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab();
  });
  afterAll(() => lab.close());

  it.each(kinds)('%s %s can be looked for, and is not found', async (apiVersion, kind) => {
    const { items } = await lab.objects.list(apiVersion, kind, 'home');
    expect(items).toEqual([]);
  });

  it.each(kinds)('%s %s cannot be created, rather than be ignored', async (apiVersion, kind, spec) => {
    const object = { apiVersion, kind, metadata: { name: 'one', namespace: 'home' }, spec };
    await expect(lab.objects.create(object)).rejects.toMatchObject({ code: 501 });
  });
});
