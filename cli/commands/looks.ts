import type { Judged, KeptVerdict } from '../../src/contracts/kept-verdict.ts';
import type { ReleaseRef } from '../../src/contracts/release.ts';
import { BadInput } from '../exit.ts';
import type { LedgerTable } from '../ledger.ts';
import { neverReleased } from './status.ts';

/** Which looks are meant: those of a release, up to an instant, or the last so many of them. */
export interface Asked {
  readonly table: string;
  readonly last: number;
  readonly release?: number;
  readonly at?: string;
}

/** Looks, oldest first, the newest of them with its evidence, and how many there are before them. */
export interface Looks {
  readonly release: ReleaseRef;
  readonly earlier: number;
  readonly looks: readonly Judged[];
  readonly explained: KeptVerdict;
}

/** Finds what is asked for. Throws `BadInput` where nothing is kept. */
export async function looksOf(opened: LedgerTable, service: string, asked: Asked): Promise<Looks> {
  const { verdicts } = opened;
  const release = { service, epoch: asked.release ?? (await presentEpoch(opened, service, asked.table)) };
  const all = await verdicts.list(release);
  const { at } = asked;
  const before = at === undefined ? all : all.filter(({ now }) => Date.parse(now) <= Date.parse(at));
  const looks = before.slice(at === undefined ? -asked.last : -1);
  const newest = looks.at(-1);
  if (newest === undefined) throw new BadInput(nothingKept(release, all, at));
  const explained = await verdicts.read(release, newest.now);
  if (explained === undefined) throw new BadInput(nothingKept(release, [], newest.now));
  return { release, earlier: before.length - looks.length, looks, explained };
}

async function presentEpoch({ ledger }: LedgerTable, service: string, table: string): Promise<number> {
  const record = await ledger.read(service);
  if (record === undefined) throw new BadInput(neverReleased(service, table));
  return record.epoch;
}

function nothingKept({ service, epoch }: ReleaseRef, all: readonly Judged[], at: string | undefined): string {
  const first = all[0];
  if (first !== undefined)
    return `nobody had looked at release ${epoch} of ${service} by ${at}: the first look was at ${first.now}`;
  return `no look at release ${epoch} of ${service} is kept: they are kept for 90 days, and one that ended before users came on it has none`;
}
