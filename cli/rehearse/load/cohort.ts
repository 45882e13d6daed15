import type { Load } from '../../../src/contracts/rehearsal/world.ts';
import type { CohortOrder } from './messages.ts';

/** How the cohort's requests differ from everybody's: a header, a cookie, or the query of their path. */
export function cohortOrder(load: Load, cohort: NonNullable<Load['cohort']>): CohortOrder {
  const { share, header, cookie, query } = cohort;
  return {
    share,
    path: query === undefined ? load.path : withQuery(load.path, query),
    headers: {
      ...load.headers,
      ...(header === undefined ? {} : { [header.name]: header.value }),
      ...(cookie === undefined ? {} : { cookie: `${cookie.name}=${cookie.value}` }),
    },
  };
}

function withQuery(path: string, { key, value }: { readonly key: string; readonly value: string }): string {
  const [before = '/', given] = path.split('?', 2);
  const query = new URLSearchParams(given);
  query.append(key, value);
  return `${before}?${query}`;
}
