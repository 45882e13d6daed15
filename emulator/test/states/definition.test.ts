import { CreateStateMachineCommand, DescribeStateMachineCommand, ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { invoke, roleArn, type Stage, stage } from './stage.ts';

let on: Stage;
beforeAll(async () => {
  on = await stage();
});
afterAll(() => on.close());

/** What CreateStateMachine says about the states. */
function refusal(states: object, more: object = {}): string {
  try {
    on.machine('refused', 'A', states, more);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the definition was accepted');
}

describe('CreateStateMachine', () => {
  it('refuses a dangling Next and a state that nothing leads to, naming both', () => {
    const message = refusal({ A: { Type: 'Pass', Next: 'B' }, C: { Type: 'Pass', End: true } });
    expect(message).toBe(
      "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, " +
        'MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C\'',
    );
  });

  it('refuses a loop without an end', () => {
    const message = refusal({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } });
    expect(message).toContain('MISSING_END_STATE: Workflow has no terminal state at null');
  });

  it('refuses a StartAt that names no state, also in a branch', () => {
    const branch = { StartAt: 'X', States: { Y: { Type: 'Pass', End: true } } };
    const message = refusal({ A: { Type: 'Parallel', Branches: [branch], End: true } });
    expect(message).toContain("Missing 'Next' target: X at /States/A/Branches[0]/StartAt");
  });

  it.each([
    [
      'an unknown key of a retrier',
      { Retry: [{ ErrorEquals: ['E'], Interval: 1 }] },
      "Field 'Interval' is not supported",
    ],
    ['States.ALL among others', { Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] }, 'must appear alone'],
    [
      'States.ALL before others',
      {
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'B' },
          { ErrorEquals: ['E'], Next: 'B' },
        ],
      },
      'must be in the last entry',
    ],
    [
      'a JSONPath field',
      { ResultPath: '$.x' },
      "field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage",
    ],
    [
      'a heartbeat that outlasts the task',
      { TimeoutSeconds: 5, HeartbeatSeconds: 5 },
      "'HeartbeatSeconds' must be smaller",
    ],
    [
      'an argument that Lambda does not have',
      { Arguments: { FunctionName: 'f', Foo: 1 } },
      'The field "Foo" is not supported',
    ],
    ['a missing argument', { Arguments: { Payload: 1 } }, "The field 'FunctionName' is required"],
    [
      'a resource that is not emulated',
      { Resource: 'arn:aws:states:::sqs:sendMessage' },
      "no resource 'arn:aws:states:::sqs:sendMessage'",
    ],
    ['both Next and End', { Next: 'B', End: true }, "Exactly one of the fields 'Next' and 'End'"],
    [
      'a broken expression',
      { Output: '{% 1 + %}' },
      'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/A/Output',
    ],
    [
      'a reference to nothing',
      { Output: { v: '{% phone %}' } },
      "Reference to 'phone' at the top level is not supported. at /States/A/Output/v",
    ],
    ['the root document', { Output: '{% $states.input.items[$$.x] %}' }, "Reference to '$$' at the top level"],
    [
      'a result before there is one',
      { TimeoutSeconds: '{% $states.result %}' },
      "Field '$states.result' does not exist.",
    ],
    [
      'an error outside of Catch',
      { Output: '{% $states.errorOutput %}' },
      "Field '$states.errorOutput' does not exist.",
    ],
    ['a reserved variable', { Assign: { states: 1 } }, "'states' is reserved"],
    ['a path as a variable', { Assign: { 'a.b': 1 } }, "'a.b' is not a valid variable name"],
  ])('refuses %s in a Task', (_, fields, expected) => {
    const states = { A: invoke('f', fields), B: { Type: 'Succeed' } };
    expect(refusal(states)).toContain(expected);
  });

  it('refuses Catch on a Pass and unknown keys of a Choice rule', () => {
    const rule = { Condition: '{% true %}', Next: 'B', Variable: '$.x', Else: 1 };
    const message = refusal({
      A: { Type: 'Choice', Choices: [rule], Default: 'B' },
      B: { Type: 'Pass', Catch: [], End: true },
    });
    expect(message).toContain("Field 'Else' is not supported at /States/A/Choices[0]");
    expect(message).toContain("Field 'Catch' is not supported at /States/B");
  });

  it('refuses an inner scope that assigns a variable of an outer one', () => {
    const inner = { StartAt: 'I', States: { I: { Type: 'Pass', Assign: { x: 2 }, End: true } } };
    const message = refusal({ A: { Type: 'Parallel', Assign: { x: 1 }, Branches: [inner], End: true } });
    expect(message).toContain(
      "Variable 'x' is already assigned in an outer scope at /States/A/Branches[0]/States/I/Assign/x",
    );
  });

  it('refuses JSONPath machines and says what to do', async () => {
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
    const creating = on.client.send(new CreateStateMachineCommand({ name: 'paths', definition, roleArn }));
    await expect(creating).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringContaining('set "QueryLanguage": "JSONata"'),
    });
  });

  it('answers the same ARN for the same definition and refuses another one under the name', async () => {
    const definition = (comment: string) =>
      JSON.stringify({ QueryLanguage: 'JSONata', Comment: comment, StartAt: 'A', States: { A: { Type: 'Succeed' } } });
    const create = (comment: string) =>
      on.client.send(new CreateStateMachineCommand({ name: 'twice', definition: definition(comment), roleArn }));
    const { stateMachineArn } = await create('one');
    expect((await create('one')).stateMachineArn).toBe(stateMachineArn);
    await expect(create('two')).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
    const described = await on.client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({ status: 'ACTIVE', type: 'STANDARD', roleArn, definition: definition('one') });
    const { stateMachines } = await on.client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name }) => name)).toContain('twice');
  });
});
