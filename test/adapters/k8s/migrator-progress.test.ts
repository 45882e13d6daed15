import { describe, expect, it } from '@jest/globals';
import { progressIn } from '../../../src/adapters/k8s/migrator-progress.ts';

const line = (percent: number, more: object = {}) =>
  JSON.stringify({ progress: { file: '001_a.sql', table: 'orders', doing: 'copying', percent, ...more } });

describe('the progress in a log', () => {
  it('is the last that can be read, whatever is said around it', () => {
    const log = ['Connected.', line(41), line(43), 'Replica lag is 3 s.', line(44, { unknown: 1 }), '{"progress":'];
    expect(progressIn(log.join('\n'))).toMatchObject({ percent: 43 });
  });

  it('is none while no line tells it', () => {
    for (const log of ['', 'Connected.\n', 'null\n', '{}\n', '[1]', '{"progress":null}'])
      expect(progressIn(log)).toBeNull();
  });
});
