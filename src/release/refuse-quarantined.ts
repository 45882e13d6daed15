import type { ReleaseRecord } from '../contracts/release.ts';
import { splitsWithAllOn } from '../domain/ending.ts';
import { flagsIn } from '../domain/flags.ts';
import { type VersionFound, whyQuarantined } from '../domain/quarantine.ts';
import type { Flags } from '../ports/flags.ts';
import type { Traffic } from '../ports/traffic.ts';
import type { Workload } from '../ports/workload.ts';
import { Refusal } from './refusal.ts';

interface QuarantinePorts {
  readonly traffic: Traffic;
  readonly flags: Flags;
  readonly workload: Workload;
}

const versionFound = async ({ release }: ReleaseRecord, workload: Workload): Promise<VersionFound | undefined> => {
  const { site, undo } = release;
  if (!undo.some(({ kind }) => kind === 'version')) return undefined;
  const running = await workload.running(site, site.stable);
  const { wanted, ready } = await workload.readiness(site, site.stable);
  return running === null ? undefined : { image: running.image, isWhole: wanted > 0 && ready >= wanted };
};

/** A quarantine ends by itself only when weights and flags are where the ledger says; else this throws a refusal. */
export const refuseQuarantined = async (
  record: ReleaseRecord,
  { traffic, flags, workload }: QuarantinePorts,
): Promise<void> => {
  const rules = splitsWithAllOn(record.release, 'stable').map(({ listenerRule }) => listenerRule);
  const live = await Promise.all(rules.map((rule) => traffic.read(rule)));
  const items = flagsIn(record.release.undo);
  const found = await Promise.all(items.map(async (item) => ({ item, values: (await flags.read(item.home)).values })));
  const why = whyQuarantined(record, live, found, await versionFound(record, workload));
  if (why !== null) throw new Refusal(why);
};
