import type { UndoTurn } from '../../src/contracts/turns.ts';

const arn = 'arn:aws:states:eu-west-1:123456789012';

/** What `states:startExecution.sync:2` fails with: the description of the nested execution as JSON. */
export const nestedFailure = (ended: object): UndoTurn['error'] => ({
  Error: 'States.TaskFailed',
  Cause: JSON.stringify({
    ExecutionArn: `${arn}:execution:tidegate-prod-migration:5d1c4d2c`,
    Input: { service: 'orders', release: { service: 'orders', epoch: 7 } },
    InputDetails: { Included: true },
    Name: '5d1c4d2c',
    RedriveCount: 0,
    StartDate: 1795428000000,
    StateMachineArn: `${arn}:stateMachine:tidegate-prod-migration`,
    StopDate: 1795428060000,
    ...ended,
  }),
});
