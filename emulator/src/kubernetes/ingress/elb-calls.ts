import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2';

/** Calls ELBv2 as the controller: through the account's budget, recorded, and open to faults. */
export type ElbCall = (operation: string, input: object) => Promise<unknown>;

/** ELBv2 with the answers' types; unset members are absent from every answer of a service. */
export interface ElbCalls {
  call<Output>(operation: string, input: object): Promise<Output>;
  /** All pages of a listing. */
  list<Item>(operation: string, member: string, input?: object): Promise<readonly Item[]>;
  /** Tags by ARN, in calls of twenty. */
  tagsOf(arns: readonly string[]): Promise<ReadonlyMap<string, Tags>>;
}
export type Tags = Readonly<Record<string, string>>;

const mostResourcesDescribed = 20;

interface Page {
  readonly NextMarker?: string;
  readonly [member: string]: unknown;
}
interface DescribedTags {
  readonly TagDescriptions: readonly { readonly ResourceArn: string; readonly Tags: readonly Tag[] }[];
}

/** Wraps the calls; `elb` throws what the service refuses. */
export function elbCalls(elb: ElbCall): ElbCalls {
  const call = async <Output>(operation: string, input: object) => (await elb(operation, input)) as Output;
  return {
    call,
    async list<Item>(operation: string, member: string, input: object = {}) {
      const items: Item[] = [];
      let marker: string | undefined;
      do {
        const page: Page = await call(operation, marker === undefined ? input : { ...input, Marker: marker });
        items.push(...((page[member] ?? []) as Item[]));
        marker = page.NextMarker;
      } while (marker !== undefined);
      return items;
    },
    async tagsOf(arns) {
      const found = new Map<string, Tags>();
      for (let start = 0; start < arns.length; start += mostResourcesDescribed) {
        const ResourceArns = arns.slice(start, start + mostResourcesDescribed);
        const { TagDescriptions } = await call<DescribedTags>('DescribeTags', { ResourceArns });
        for (const { ResourceArn, Tags } of TagDescriptions) found.set(ResourceArn, tagsFrom(Tags));
      }
      return found;
    },
  };
}

function tagsFrom(tags: readonly Tag[]): Tags {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
