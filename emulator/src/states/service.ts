import * as sdk from '@aws-sdk/client-sfn';
import type { Machines, Place } from '../ports.ts';
import type { AwsService } from '../service.ts';
import { Executions, type Neighbours, type StateListener } from './executions.ts';
import { countStateTransitions } from './history.ts';
import { type MachineDefinition, MachineStore } from './machine.ts';
import { operationsOf } from './operations.ts';

export interface States {
  readonly service: AwsService;
  readonly machines: { start(...execution: Parameters<Machines['start']>): string };
  /** Creates a machine from its ASL and answers its ARN; throws `InvalidDefinition` naming what is wrong. */
  define(definition: MachineDefinition): string;
  /** How many state transitions AWS would have billed for the execution so far. */
  stateTransitions(executionArn: string): number;
  /** Calls the listener for each state that an execution enters, before anything is done in it; the answer ends it. */
  onStateEntered(listener: StateListener): () => void;
  close(): void;
}

/** Step Functions with Standard JSONata machines; `neighbours` are asked at the time of a task, so they may be bound late. */
export function createStates(place: Place, neighbours: Neighbours): States {
  const machines = new MachineStore(place);
  const executions = new Executions(place, machines, neighbours);
  return {
    service: { signingName: 'states', sdk, operations: operationsOf(machines, executions, place.clock) },
    machines: { start: (arn, input, name) => executions.start(arn, JSON.stringify(input ?? {}), name).arn },
    define: (definition) => machines.create(definition).arn,
    stateTransitions: (arn) => countStateTransitions(executions.get(arn).history.events),
    onStateEntered: (listener) => executions.onStateEntered(listener),
    close: () => executions.close(),
  };
}
