import { describe, expect, it, jest } from '@jest/globals';
import { requestOf, UsageError } from '../../migrator/command.ts';

const folders = ['--migrations', '/migrations', '--scratch', '/scratch', '--control', '/control'];

const exitCodeFor = (argv: readonly string[]): number | undefined => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const tell = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    requestOf(argv);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.exitCode;
    throw error;
  } finally {
    write.mockRestore();
    tell.mockRestore();
  }
};

describe('the command line', () => {
  it('has cautious limits where it says nothing', () => {
    expect(requestOf(['execute', ...folders, '--migration', 'shop:7'])).toEqual({
      stage: 'execute',
      migrations: '/migrations',
      scratch: '/scratch',
      control: '/control',
      options: {
        mode: 'expand',
        migration: 'shop:7',
        maxLagSeconds: 10,
        maxLoad: 'Threads_running=25',
        criticalLoad: 'Threads_running=50',
        longTransactionSeconds: 30,
        chunkTimeSeconds: 0.1,
      },
    });
  });

  it('may say all of them', () => {
    const said = [
      '--mode',
      'contract',
      '--baseline',
      '12',
      '--max-lag',
      '2.5',
      '--max-load',
      'Threads_running:9,Aborted_clients=3',
    ];
    expect(requestOf(['plan', ...folders, ...said]).options).toMatchObject({
      mode: 'contract',
      baseline: 12,
      maxLagSeconds: 2.5,
      maxLoad: 'Threads_running:9,Aborted_clients=3',
    });
  });

  it('gives runs by hand ids of their own, so that none passes for another', () => {
    const id = (): string => requestOf(['plan', ...folders]).options.migration;
    expect(id()).not.toBe(id());
  });

  it.each([
    [[]],
    [['dance', ...folders]],
    [['plan']],
    [['plan', ...folders, '--mode', 'both']],
    [['plan', ...folders, '--max-lag', '-1']],
    [['plan', ...folders, '--baseline', '1.5']],
    [['plan', ...folders, '--max-load', 'Threads_running=25; rm -rf /']],
    [['plan', ...folders, '--migration', 'a b']],
    [['plan', ...folders, 'more']],
    [['plan', ...folders, '--execute-now']],
  ])('ends with 64 for %j', (argv) => {
    expect(exitCodeFor(argv)).toBe(64);
  });

  it('ends with 0 after help', () => {
    expect(exitCodeFor(['--help'])).toBe(0);
  });
});
