import { openLedger } from '../adapters/open/ledger.ts';
import { openTraffic } from '../adapters/open/traffic.ts';
import type { RollBackPorts } from '../release/roll-back.ts';

/** The two calls that make users safe are ready at once; everything else is loaded after them. */
export const openRollBackPorts = (): RollBackPorts => {
  const traffic = openTraffic();
  const afterwards = async () => (await import('./open-afterwards.ts')).openAfterwards(traffic);
  return { ledger: openLedger(), traffic, afterwards };
};
