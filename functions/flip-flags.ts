import { openFlags } from '../src/adapters/open/flags.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { doer } from '../src/app/turn.ts';
import { flipFlags } from '../src/release/flip-flags.ts';

const ports = { ledger: openLedger(), flags: openFlags() };

/** ASL state `FlipFlags`: flips the flags of this step on the deployed version. */
export const handler = doer((turn) => flipFlags(turn, ports));
