import type { FlagDocument, Stamps } from './flag-document.ts';

/** Adds the service's own stamps: a flag that did not change keeps those of the former version. */
export function stamped(document: FlagDocument, former: FlagDocument | undefined, now: Date): FlagDocument {
  return {
    ...document,
    ...(document.flags ? { flags: stampedEntries(document.flags, former?.flags, now) } : {}),
    ...(document.values ? { values: stampedEntries(document.values, former?.values, now) } : {}),
  };
}

type Entries<Item> = Readonly<Record<string, Item>>;

function stampedEntries<Item extends Stamps>(entries: Entries<Item>, former: Entries<Item> | undefined, now: Date) {
  const stamped = Object.entries(entries).map(([key, item]) => [key, stampedItem(item, former?.[key], now)] as const);
  return Object.fromEntries(stamped);
}

function stampedItem<Item extends Stamps>(item: Item, former: Item | undefined, now: Date): Item {
  if (former && bare(item) === bare(former)) return former;
  const stamp = now.toISOString();
  return { ...item, _createdAt: former?._createdAt ?? item._createdAt ?? stamp, _updatedAt: stamp };
}

function bare({ _createdAt, _updatedAt, ...rest }: Stamps): string {
  return JSON.stringify(rest);
}
