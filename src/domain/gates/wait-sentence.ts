import type { WallClock } from './wall-clock.ts';

/** One thing that keeps a calendar closed, up to a moment (epoch ms). */
export interface Wait {
  readonly kind: 'freeze' | 'holiday' | 'window';
  readonly until: number;
  /** What the freeze is for, or the name of the holiday. */
  readonly because: string;
}

interface Seen {
  readonly clock: WallClock;
  readonly timeZone: string;
  /** Epoch ms. */
  readonly now: number;
  /** Epoch ms; null when it does not open within 366 days. */
  readonly opensAt: number | null;
}

/** Why it is closed and when it opens. What is waited for comes one after the other: the first says why, the rest why not sooner. */
export const waitSentence = (waits: readonly Wait[], seen: Seen): string => {
  const kind = waits[0]?.kind ?? 'window';
  const turn = waits.findIndex((wait) => wait.kind !== kind);
  const reasons = turn === -1 ? waits : waits.slice(0, turn);
  const opens = opensText(waits.slice(reasons.length), seen);
  if (kind === 'window') return `waits for the change window${seen.opensAt === null ? ', which' : ':'} ${opens}`;
  if (kind === 'holiday') return `public holiday: ${names(reasons).join(', then ')}; ${opens}`;
  const until = reasons.at(-1)?.until ?? seen.now;
  const frozen = `frozen until ${at(until, seen)}: ${names(reasons).join(', then ')}`;
  return until === seen.opensAt ? frozen : `${frozen}; ${opens}`;
};

const opensText = (later: readonly Wait[], seen: Seen): string => {
  const why = names(later).join(', ');
  if (seen.opensAt === null) return `does not open within 366 days${why === '' ? '' : `: ${why}`}`;
  return `opens ${at(seen.opensAt, seen)}${why === '' ? '' : `, after ${why}`}`;
};

const at = (moment: number, { clock, timeZone, now }: Seen): string => `${clock.tell(moment, now)} ${timeZone}`;

const names = (waits: readonly Wait[]): readonly string[] => [
  ...new Set(waits.flatMap(({ kind, because }) => (kind === 'window' ? [] : [because]))),
];
