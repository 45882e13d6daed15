import type { Position } from './machine.ts';
import { type Times, tokenAt } from './times.ts';
import { instantOf } from './world.ts';

/**
 * A step has either just begun, or all the time has passed that its judge could ask for; a `stop` first lets requests end, and who
 * waits for a person looks once in between.
 */
const begun = (startTick: number): string => instantOf(startTick, 600);
const drained = (startTick: number): string => instantOf(startTick, 620);
const late = (startTick: number): string => instantOf(startTick, 1600);

const waitsOf = ({ variables }: Position): number => {
  const plan = variables['plan'] as readonly { kind: string; approveWithinSeconds?: number }[] | undefined;
  const step = plan?.[Number(variables['index'])];
  return step?.kind === 'stop' || step?.approveWithinSeconds !== undefined ? 2 : 1;
};

const nowAt = (position: Position): string => {
  const { state, tick, waits, startTick } = position;
  if (state === 'AdmitRelease') return instantOf(tick);
  if (waits === 0) return begun(startTick);
  return waits < waitsOf(position) ? drained(startTick) : late(startTick);
};

const erased = (variables: Position['variables']): Position['variables'] => {
  const failure = variables['failure'] as { Error?: string } | undefined;
  return failure?.Error === undefined ? variables : { ...variables, failure: { Error: 'Failed', Cause: '…' } };
};

/** A release, whose first wait of a step is as long as its judge could want. */
export const timesOfReleases: Times = {
  begun: ({ startTick }) => begun(startTick),
  startedAt: ({ startTick }) => instantOf(startTick),
  now: nowAt,
  passed: (position) => ({ ...position, waits: Math.min(position.waits + 1, waitsOf(position)) }),
  isPassing: (position) => position.waits < waitsOf(position),
  isLast: (position) => position.waits + 1 >= waitsOf(position),
  token: tokenAt,
  erased,
};
