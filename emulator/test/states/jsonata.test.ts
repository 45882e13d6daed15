import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stage, stage } from './stage.ts';

let on: Stage;
let count = 0;
beforeAll(async () => {
  on = await stage();
});
afterAll(() => on.close());

/** Runs one Pass whose Output is the expression. */
async function evaluate(expression: string, input: unknown = {}) {
  count += 1;
  const state = { Type: 'Pass', Output: { v: `{% ${expression} %}` }, End: true };
  const arn = on.machine(`expression-${count}`, 'E', { E: state });
  return on.run(arn, input);
}

async function answerTo(expression: string, input: unknown = {}): Promise<unknown> {
  const { output, cause } = await evaluate(expression, input);
  if (output === undefined) throw new Error(cause);
  return JSON.parse(output).v;
}

describe('JSONata in Step Functions', () => {
  it.each([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$range(0, 6, 2)', [0, 2, 4, 6]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$hash("input", "SHA-1")', '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
    ['$parse("{\\"a\\":[1]}").a[0]', 1],
    ['$random(42)', 0.7275636800328681],
    ['$uuid() ~> /^[0-9a-f-]{36}$/ ~> $exists', true],
    ['$fromMillis($millis()) = $now()', true],
    ['$substring($now(), 0, 10)', '2026-01-05'],
  ])('%s is %j', async (expression, expected) => {
    expect(await answerTo(expression)).toEqual(expected);
  });

  it('gives the context object', async () => {
    const { Execution, State, StateMachine } = (await answerTo('$states.context', { n: 1 })) as Record<string, object>;
    expect(Execution).toMatchObject({ Input: { n: 1 }, RoleArn: expect.stringContaining(':role/'), RedriveCount: 0 });
    expect(Execution).toMatchObject({
      Id: expect.stringMatching(/:execution:expression-\d+:/),
      Name: expect.any(String),
    });
    expect(State).toMatchObject({ Name: 'E', RetryCount: 0, EnteredTime: expect.stringMatching(/^2026-01-05T.*Z$/) });
    expect(StateMachine).toMatchObject({ Id: expect.stringContaining(':stateMachine:expression-') });
  });

  it('fails the state when an expression returns nothing, naming state, expression and field', async () => {
    const { status, error, cause } = await evaluate('$states.input.missing');
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(cause).toBe(
      "An error occurred while executing the state 'E' (entered at the event id #2). The JSONata expression " +
        "'$states.input.missing' specified for the field 'Output/v' returned nothing (undefined).",
    );
  });

  it.each([
    ['$eval("1")', 'T1006'],
    ['$sum("a")', 'T0412'],
    [Array(200).fill('1').join('+'), 'D1011'],
    ['($f := function($x){ $f($x + 1) }; $f(1))', 'D1012'],
    ['[1..900000]', 'D20'],
  ])('refuses to evaluate %.45s', async (expression, code) => {
    const { error, cause } = await evaluate(expression);
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain(`threw an error during evaluation. ${code}`);
  });

  it('refuses a result of the wrong type, with the value', async () => {
    const wait = { Type: 'Wait', Seconds: '{% $states.input.s %}', End: true };
    const { error, cause } = await on.run(on.machine('wait-text', 'W', { W: wait }), { s: 'soon' });
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain(
      "'$states.input.s' specified for the field 'Seconds' returned an unexpected result type. " +
        `Expected 'integer', but was 'string' for value: "soon"`,
    );
    const events = await on.history((await on.run(on.machine('wait-text', 'W', { W: wait }), { s: 'x' })).executionArn);
    const failed = events.find(({ type }) => type === 'EvaluationFailed');
    expect(failed?.evaluationFailedEventDetails).toMatchObject({ state: 'W', location: 'Seconds' });
  });
});
