import { openFlags } from '../src/adapters/open/flags.ts';
import { openLedger } from '../src/adapters/open/ledger.ts';
import { judge } from '../src/app/turn.ts';
import { flipFlags } from '../src/release/flip-flags.ts';

const ports = { ledger: openLedger(), flags: openFlags() };

/** ASL state `FlipFlags`: flips the flags of this step on the deployed version, once no function of the release before runs. */
export const handler = judge((turn) => flipFlags(turn, ports));
