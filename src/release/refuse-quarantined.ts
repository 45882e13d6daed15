import type { ReleaseRecord } from '../contracts/release.ts';
import { splitsWithAllOn } from '../domain/ending.ts';
import { flagsIn } from '../domain/flags.ts';
import { whyQuarantined } from '../domain/quarantine.ts';
import type { Flags } from '../ports/flags.ts';
import type { Traffic } from '../ports/traffic.ts';
import { Refusal } from './refusal.ts';

/** A quarantine ends by itself only when weights and flags are where the ledger says; else this throws a refusal. */
export const refuseQuarantined = async (
  record: ReleaseRecord,
  { traffic, flags }: { traffic: Traffic; flags: Flags },
): Promise<void> => {
  const rules = splitsWithAllOn(record.release, 'stable').map(({ listenerRule }) => listenerRule);
  const live = await Promise.all(rules.map((rule) => traffic.read(rule)));
  const items = flagsIn(record.release.undo);
  const found = await Promise.all(items.map(async (item) => ({ item, values: (await flags.read(item.home)).values })));
  const why = whyQuarantined(record, live, found);
  if (why !== null) throw new Refusal(why);
};
