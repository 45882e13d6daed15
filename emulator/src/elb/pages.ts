import { pageOf } from '../page.ts';
import { requireWholeNumber, validationError } from './faults.ts';

/** One page of a Describe… answer: PageSize 1 to 400, an opaque Marker. */
export function describePage<Item>(
  items: readonly Item[],
  { PageSize, Marker }: { readonly PageSize?: number | undefined; readonly Marker?: string | undefined },
): { items: Item[]; NextMarker?: string } {
  requireWholeNumber('PageSize', PageSize, 1, 400);
  const page = pageOf(items, PageSize ?? 400, Marker);
  if (!page) throw validationError(`'${Marker}' is not a valid marker`);
  return { items: [...page.items], ...(page.nextToken === undefined ? {} : { NextMarker: page.nextToken }) };
}
