import type { Effects, State } from '../definition/asl.ts';
import { dataLimitExceeded } from '../failure.ts';
import { type Json, PAYLOAD_LIMIT_BYTES, sizeBytes } from '../json.ts';
import type { Conclusion, Variables } from './scope.ts';
import type { StatesData, Visit } from './visit.ts';

/** All variables of an execution together (Step Functions variables: 10 MiB). */
const VARIABLES_LIMIT_BYTES = 10_485_760;

/** Where a state goes, and with what: `prefix` locates the effects, as `Catch[0]/`. */
export interface Ending {
  readonly effects: Effects;
  readonly next: string | undefined;
  readonly prefix?: string;
  readonly data?: StatesData;
  /** The output where the effects give none. */
  readonly otherwise: Json;
}

/** Evaluates Output and Assign, both with the variables as they were at entry; fails when a result is over its limit. */
export async function conclude(visit: Visit, ending: Ending): Promise<Conclusion> {
  const { effects, next, prefix = '', data = {}, otherwise } = ending;
  const assigned = await visit.evaluate(effects.Assign ?? {}, `${prefix}Assign`, data);
  const output =
    effects.Output === undefined ? otherwise : await visit.evaluate(effects.Output, `${prefix}Output`, data);
  if (sizeBytes(output) > PAYLOAD_LIMIT_BYTES) throw dataLimitExceeded(visit.name);
  checkVariables(visit, assigned as Variables);
  return { output, assigned: assigned as Variables, next };
}

/** Where the state itself says that it goes. */
export function nextOf(state: State): string | undefined {
  return 'Next' in state ? state.Next : undefined;
}

function checkVariables(visit: Visit, assigned: Variables): void {
  if (Object.keys(assigned).length === 0) return;
  const tooLarge = sizeBytes(assigned) > PAYLOAD_LIMIT_BYTES;
  if (tooLarge || sizeBytes({ ...visit.variables, ...assigned }) > VARIABLES_LIMIT_BYTES) {
    throw dataLimitExceeded(visit.name);
  }
}
