import type { Asked, Outcome, ReleaseRecord, ReleaseRef } from '../../../src/contracts/release.ts';
import type { Queued } from '../../../src/contracts/request.ts';
import type { Answer } from '../../../src/contracts/verdict.ts';
import * as asking from '../../../src/domain/asking.ts';
import * as lock from '../../../src/domain/lock.ts';
import type { AbortCause, StatusMove } from '../../../src/ports/ledger.ts';
import type { World } from '../world.ts';
import { type Effect, type Models, told } from './effect.ts';

const hasMoved = (outcome: Outcome, usersOn: string | undefined): boolean =>
  outcome === 'released' || (outcome === 'quarantined' && usersOn === 'candidate');

const concluded = (world: World, { epoch, conclusion, release }: ReleaseRecord): World['ended'] => {
  if (conclusion === undefined || world.ended[epoch] !== undefined) return world.ended;
  const changes = release.plan.flatMap((step) => (step.kind === 'flip' ? step.changes : []));
  const flags = Object.fromEntries(changes.map(({ key, after }) => [key, after]));
  const { outcome, usersOn } = conclusion;
  const { to, site } = release;
  const end = { outcome, moved: hasMoved(outcome, usersOn), digest: to.digest, urgent: release.urgent === true, flags };
  return { ...world.ended, [epoch]: { ...end, inPlace: site.stable.color === site.candidate.color } };
};

const stored = (world: World, record: ReleaseRecord | undefined): Effect =>
  record === undefined ? told(world) : told({ ...world, record, ended: concluded(world, record) }, record);

const isBegunBy = ({ request: { tag, flag = tag } }: Queued, { holder }: ReleaseRecord): boolean =>
  holder.includes(tag) || holder.includes(flag);

/** Marks the request that waits no longer, though neither it began, nor does one of its rank wait. */
const keepingPlaces = (world: World, effect: Effect): Effect => {
  const { record } = effect.world;
  const lost = world.record?.queue?.find(
    (queued) =>
      record !== null && !record.queue?.some(({ rank }) => rank === queued.rank) && !isBegunBy(queued, record),
  );
  return lost === undefined ? effect : { ...effect, world: { ...effect.world, forgotten: lost.request.tag } };
};

/** Whether this abort must end with users on stable. */
const isDue = (record: ReleaseRecord, { alarm, epoch, supersededBy }: AbortCause): boolean =>
  supersededBy === undefined &&
  (record.status === 'active' || record.status === 'aborting') &&
  (epoch ?? record.epoch) === record.epoch &&
  (alarm === undefined || record.admittedAt < alarm.firedAt);

const due = (world: World, cause: AbortCause): World => {
  const { record, mustGoBack, mustFallBack } = world;
  const isLate = record?.status === 'retiring' && cause.alarm !== undefined && record.admittedAt < cause.alarm.firedAt;
  if (isLate && record.release.urgent !== true && !mustFallBack.includes(record.epoch))
    return { ...world, mustFallBack: [...mustFallBack, record.epoch] };
  if (record === null || !isDue(record, cause) || mustGoBack.includes(record.epoch)) return world;
  return { ...world, mustGoBack: [...mustGoBack, record.epoch] };
};

/** The ledger's item, by the product's own conditions. */
export const ledger: Models = {
  'ledger.read': (world) => told(world, world.record ?? undefined),
  'ledger.admit': (world, record: ReleaseRecord, over?: 'free' | 'quarantined', waiting?: readonly Queued[]) => {
    const former = world.record ?? undefined;
    const taken = lock.admitted(former, record, over, waiting);
    const { reopened, ...rest } = world;
    if (taken !== undefined) return keepingPlaces(world, stored(rest, taken));
    return told(world, lock.isOwnAttempt(former, record) ? former : undefined);
  },
  'ledger.abort': (world, _service: string, cause: AbortCause) =>
    stored(due(world, cause), lock.aborted(world.record ?? undefined, cause)),
  'ledger.move': (world, _service: string, move: StatusMove) =>
    stored(world, lock.moved(world.record ?? undefined, move)),
  'ledger.enqueue': (world, _service: string, queued: Queued, epoch?: number) =>
    keepingPlaces(world, stored(world, lock.enqueued(world.record ?? undefined, queued, epoch))),
  'ledger.dequeue': (world, _service: string, queued: Queued) => {
    const { world: after } = stored(world, lock.dequeued(world.record ?? undefined, queued));
    return told(after);
  },
  'ledger.ask': (world, { epoch }: ReleaseRef, asked: Asked) =>
    stored(world, asking.asking(world.record ?? undefined, epoch, asked)),
  'ledger.answer': (world, _service: string, said: Answer, epoch?: number) =>
    stored(world, asking.answered(world.record ?? undefined, said, epoch)),
  'ledger.promote': (world, _service: string, because: string) =>
    stored(world, lock.promoted(world.record ?? undefined, because)),
};
