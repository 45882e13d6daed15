import type { CreateStateMachineInput, DescribeStateMachineOutput, StateMachineListItem } from '@aws-sdk/client-sfn';
import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import { checkArn, checkName, machineArn } from './arns.ts';
import type { Definition } from './definition/asl.ts';
import { readDefinition } from './definition/read-definition.ts';

/** A Standard state machine; `source` is the definition as it was given. */
export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly source: string;
  readonly definition: Definition;
  readonly createdAt: number;
}

/** What it takes to define a machine; the definition is ASL, as text or as an object. */
export interface MachineDefinition {
  readonly name: string;
  readonly definition: string | object;
  readonly roleArn: string;
}

/** All state machines, by ARN. */
export class MachineStore {
  readonly #place: Place;
  readonly #machines = new Map<string, Machine>();

  constructor(place: Place) {
    this.#place = place;
  }

  /** Creates a machine; the same name with another definition or role is refused, the same again changes nothing. */
  create({ name, definition, roleArn }: MachineDefinition): Machine {
    checkName(name);
    const arn = machineArn(this.#place, name);
    const source = typeof definition === 'string' ? definition : JSON.stringify(definition);
    const existing = this.#machines.get(arn);
    if (existing && existing.source === source && existing.roleArn === roleArn) return existing;
    if (existing) throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    const createdAt = this.#place.clock.now();
    const machine = { arn, name, roleArn, source, definition: readDefinition(source), createdAt };
    this.#machines.set(arn, machine);
    return machine;
  }

  get(arn: string): Machine {
    checkArn(arn, 'stateMachine');
    const machine = this.#machines.get(arn);
    if (!machine) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  list(): readonly Machine[] {
    return [...this.#machines.values()].sort((a, b) => a.name.localeCompare(b.name));
  }
}

/** Refuses what the emulator does not run before it creates the machine. */
export function createMachine(machines: MachineStore, input: CreateStateMachineInput): Machine {
  if (input.type === 'EXPRESS') {
    throw new ServiceError('NotImplemented', 'the emulator has no EXPRESS state machines; use STANDARD', 501);
  }
  return machines.create({
    name: input.name ?? '',
    definition: input.definition ?? '',
    roleArn: input.roleArn ?? '',
  });
}

export function describeMachine(machine: Machine): DescribeStateMachineOutput {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: machine.source,
    roleArn: machine.roleArn,
    type: 'STANDARD',
    creationDate: new Date(machine.createdAt),
  };
}

export function listedMachine({ arn, name, createdAt }: Machine): StateMachineListItem {
  return { stateMachineArn: arn, name, type: 'STANDARD', creationDate: new Date(createdAt) };
}
