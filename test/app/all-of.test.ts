import { describe, expect, it } from '@jest/globals';
import { allOf } from '../../src/app/all-of.ts';

describe('what two looks found', () => {
  it('is one list, in the order of the looks', async () => {
    const late = new Promise<readonly number[]>((found) => setImmediate(() => found([1, 2])));
    expect(await allOf(late, Promise.resolve([3]))).toEqual([1, 2, 3]);
  });

  it('fails when one failed, once both have ended', async () => {
    const ended: string[] = [];
    const slow = new Promise<readonly string[]>((found) => setImmediate(() => found(ended)));
    void slow.then(() => ended.push('slow'));
    await expect(allOf(Promise.reject(new Error('no table')), slow)).rejects.toThrow('no table');
    expect(ended).toEqual(['slow']);
  });

  it('tells every failure', async () => {
    const failing = [Promise.reject(new Error('one')), Promise.reject(new Error('two'))];
    await expect(allOf(...failing)).rejects.toThrow('one; two');
  });
});
