import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Queued, type Rank, ranks } from '../../contracts/request.ts';
import { toInstant } from '../../domain/instants.ts';
import { type Item, json, text } from './dynamodb-json.ts';

/** The attributes of a rank: what waits, as one JSON string, and since when. Writing them leaves the other ranks alone. */
export const placeIn = (rank: Rank) => ({ request: `queued${rank}`, at: `queued${rank}At` });

export const queuedText = (queued: Queued): AttributeValue.SMember => text(Queued, queued);

/** The attributes of a queue. */
export const queueItem = (queue: readonly Queued[]): Item =>
  Object.fromEntries(
    queue.flatMap((queued) => {
      const { request, at } = placeIn(queued.rank);
      return [
        [request, queuedText(queued)],
        [at, { S: toInstant(queued.at) }],
      ];
    }),
  );

/** The queue of an item, the highest rank first; undefined when nobody waits. */
export const queueIn = (item: Item): readonly unknown[] | undefined => {
  const waiting = ranks.map((rank) => item[placeIn(rank).request]).filter((attribute) => attribute !== undefined);
  return waiting.length === 0 ? undefined : waiting.map(json);
};

/** The condition that exactly these wait, with its values. */
export const onlyWaiting = (queue: readonly Queued[]): { readonly condition: string; readonly values: Item } => ({
  condition: ranks
    .map((rank) => {
      const { request } = placeIn(rank);
      return queue.some((queued) => queued.rank === rank)
        ? `${request} = :${request}`
        : `attribute_not_exists(${request})`;
    })
    .join(' AND '),
  values: Object.fromEntries(queue.map((queued) => [`:${placeIn(queued.rank).request}`, queuedText(queued)])),
});
