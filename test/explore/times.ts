import type { Position } from './machine.ts';

/** How time is told to the functions of a machine: by the waits of the step, not by the clock. Instants are ISO 8601. */
export interface Times {
  /** What `startedAt` is set to. */
  begun(position: Position): string;
  startedAt(position: Position): string;
  now(position: Position): string;
  /** After one more wait whose length the machine computes. */
  passed(position: Position): Position;
  /** Whether such a wait outlives every function that runs when it begins. */
  isPassing(position: Position): boolean;
  /** Whether a wait for a person, when it begins here, takes all the time that people have. */
  isLast(position: Position): boolean;
  /** One for each stay in a state; its attempts are told apart by who counts them. */
  token(position: Position): string;
  /** Variables as they are told apart. */
  erased(variables: Position['variables']): Position['variables'];
}

/** A token belongs to one stay in a state. */
export const tokenAt = ({ execution, redrives, waits, variables }: Position): string =>
  `${execution}-${redrives}-${String(variables['index'] ?? 0)}-${waits}`;
