import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { invoke, named, type Stage, stage, typesOf } from './stage.ts';

let on: Stage;
let running = 0;
let mostAtOnce = 0;

beforeAll(async () => {
  on = await stage({
    double: ({ n }: { n: number }) => ({ n: 2 * n }),
    breaks: () => {
      throw named('Broken');
    },
    slowly: async (payload: unknown) => {
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      await on.clock.sleep(5000);
      running -= 1;
      return payload;
    },
  });
});
afterAll(() => on.close());

const outputOf = (described: { output?: string | undefined; cause?: string | undefined }) => {
  if (described.output === undefined) throw new Error(described.cause);
  return JSON.parse(described.output);
};

describe('the flow of states', () => {
  it('passes outputs on, and variables past them', async () => {
    const arn = on.machine('flow', 'A', {
      A: { Type: 'Pass', Assign: { kept: '{% $states.input.n %}' }, Output: 'gone', Next: 'B' },
      B: { Type: 'Pass', Output: { kept: '{% $kept %}', from: '{% $states.input %}', literal: '$kept' }, End: true },
    });
    expect(outputOf(await on.run(arn, { n: 3 }))).toEqual({ kept: 3, from: 'gone', literal: '$kept' });
  });

  it('shows variables as they were when the state was entered, and the new values from the next state on', async () => {
    const arn = on.machine('swap', 'A', {
      A: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Swap' },
      Swap: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: '{% [$a, $b] %}', Next: 'Look' },
      Look: { Type: 'Succeed', Output: '{% [$states.input, $a, $b] %}' },
    });
    expect(outputOf(await on.run(arn))).toEqual([1, 2, 2, 1]);
  });

  it('takes the first rule that holds, with the effects of that rule only', async () => {
    const states = {
      C: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 10 %}', Output: 'large', Assign: { size: 'L' }, Next: 'End' },
          { Condition: '{% $states.input.n > 5 %}', Assign: { size: 'M' }, Next: 'End' },
        ],
        Default: 'End',
        Assign: { size: 'S' },
        Output: 'small',
      },
      End: { Type: 'Succeed', Output: '{% [$states.input, $size] %}' },
    };
    const arn = on.machine('choice', 'C', states);
    expect(outputOf(await on.run(arn, { n: 11 }))).toEqual(['large', 'L']);
    expect(outputOf(await on.run(arn, { n: 7 }))).toEqual([{ n: 7 }, 'M']);
    expect(outputOf(await on.run(arn, { n: 1 }))).toEqual(['small', 'S']);
  });

  it('fails when no rule holds and there is no default', async () => {
    const rule = { Condition: '{% false %}', Next: 'End' };
    const arn = on.machine('no-rule', 'C', { C: { Type: 'Choice', Choices: [rule] }, End: { Type: 'Succeed' } });
    expect(await on.run(arn)).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('waits for seconds and until timestamps in emulated time', async () => {
    const arn = on.machine('waits', 'A', {
      A: { Type: 'Wait', Seconds: '{% $states.input.s %}', Next: 'B' },
      B: { Type: 'Wait', Timestamp: '{% $fromMillis($millis() + 3600000) %}', End: true },
    });
    const { startDate, stopDate } = await on.run(arn, { s: 86_400 });
    const tookSeconds = (Number(stopDate) - Number(startDate)) / 1000;
    expect(Math.floor(tookSeconds / 60)).toBe(1440 + 60);
  });

  it('ends with the error and cause of a Fail state', async () => {
    const fail = { Type: 'Fail', Error: 'Nope', Cause: "{% 'because ' & $states.input.why %}" };
    const described = await on.run(on.machine('fails', 'F', { F: fail }), { why: 'x' });
    expect(described).toMatchObject({ status: 'FAILED', error: 'Nope', cause: 'because x' });
    expect(described.output).toBeUndefined();
  });
});

describe('Parallel and Map', () => {
  const branch = (state: object) => ({ StartAt: 'S', States: { S: state } });
  const named2 = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

  it('gives the outputs of branches in order, and the branches the variables around them', async () => {
    const arn = on.machine('parallel', 'A', {
      A: { Type: 'Pass', Assign: { x: 5 }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Arguments: { n: '{% $x %}' },
        Branches: [
          named2('Late', { Type: 'Wait', Seconds: 60, Output: '{% $states.input.n %}', End: true }),
          named2('Early', { Type: 'Pass', Assign: { inner: 1 }, Output: '{% $x + 1 %}', End: true }),
        ],
        End: true,
      },
    });
    expect(outputOf(await on.run(arn))).toEqual([5, 6]);
  });

  it('ends the other branches when one fails, and catches its error', async () => {
    const arn = on.machine('parallel-fails', 'P', {
      P: {
        Type: 'Parallel',
        Branches: [
          named2('Forever', { Type: 'Wait', Seconds: 99_999_999, End: true }),
          named2('Bad', invoke('breaks')),
        ],
        Catch: [{ ErrorEquals: ['Broken'], Output: '{% $states.errorOutput.Error %}', Next: 'End' }],
        End: true,
      },
      End: { Type: 'Succeed' },
    });
    const described = await on.run(arn);
    expect(outputOf(described)).toBe('Broken');
    expect(Number(described.stopDate) - Number(described.startDate)).toBeLessThan(60_000);
    expect(typesOf(await on.history(described.executionArn))).toContain('ParallelStateFailed');
  });

  it('runs items through the processor, with index and value in the context', async () => {
    const arn = on.machine('map', 'M', {
      M: {
        Type: 'Map',
        Items: '{% $states.input.items %}',
        ItemSelector: { n: '{% $states.context.Map.Item.Value %}', i: '{% $states.context.Map.Item.Index %}' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          ...branch(invoke('double', { Output: '{% $states.result.Payload.n + $states.input.i %}' })),
        },
        End: true,
      },
    });
    expect(outputOf(await on.run(arn, { items: [1, 2, 3] }))).toEqual([2, 5, 8]);
  });

  it('runs no more items at once than MaxConcurrency allows', async () => {
    const arn = on.machine('map-limit', 'M', {
      M: {
        Type: 'Map',
        MaxConcurrency: 2,
        ItemProcessor: branch(invoke('slowly', { Output: '{% $states.input %}' })),
        End: true,
      },
    });
    expect(outputOf(await on.run(arn, [1, 2, 3, 4, 5]))).toEqual([1, 2, 3, 4, 5]);
    expect(mostAtOnce).toBe(2);
  });

  it('runs the whole Map again on Retry', async () => {
    const arn = on.machine('map-retry', 'M', {
      M: {
        Type: 'Map',
        ItemProcessor: branch(invoke('breaks')),
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2, IntervalSeconds: 1 }],
        End: true,
      },
    });
    const described = await on.run(arn, [1]);
    expect(described).toMatchObject({ status: 'FAILED', error: 'Broken' });
    const types = typesOf(await on.history(described.executionArn));
    expect(types.filter((type) => type === 'MapIterationFailed')).toHaveLength(3);
    expect(types.slice(-2)).toEqual(['MapStateFailed', 'ExecutionFailed']);
  });
});
