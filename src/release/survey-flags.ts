import type { Policy } from '../contracts/policy.ts';
import type { ReleaseRecord } from '../contracts/release.ts';
import type { ReleaseRequest } from '../contracts/request.ts';
import { flagsIn, holds, plannedChanges, raisedTo, reversed } from '../domain/flags.ts';
import type { Blueprint, PlannedFlags } from '../domain/plan-parts.ts';
import type { Flags } from '../ports/flags.ts';
import { Refusal } from './refusal.ts';

/** What a survey stands on besides the request. */
export interface Grounds {
  readonly policy: Policy;
  /** The release before. */
  readonly former: ReleaseRecord | undefined;
}

type FlagPolicy = NonNullable<Policy['flags']>;

const missing = (key: string, profile: string): Refusal =>
  new Refusal(`flag ${key} does not exist in profile ${profile}: create it first`);

const flagsNow = async (policy: FlagPolicy, tag: string, flags: Flags): Promise<PlannedFlags> => {
  const { flip, raise, ...address } = policy;
  const home = await flags.locate(address);
  const changes = plannedChanges(flip, tag, (await flags.read(home)).values);
  if ('missing' in changes) throw missing(changes.missing, address.profile);
  return { home, changes };
};

/** What the release before switched and nobody changed since. */
const flagsOfLast = async ({ release }: ReleaseRecord, flags: Flags): Promise<PlannedFlags | null> => {
  const items = flagsIn(release.undo);
  const home = items[0]?.home;
  if (home === undefined) return null;
  const { values } = await flags.read(home);
  const ours = items.flatMap(({ changes }) => changes).filter((change) => holds(change, values));
  return { home, changes: reversed(ours).map((change) => ({ ...change, at: 100 })) };
};

const flagToRaise = async (key: string, policy: FlagPolicy | undefined, flags: Flags): Promise<Blueprint['raise']> => {
  const known = policy?.raise.find((raise) => raise.key === key);
  if (policy === undefined || known === undefined)
    throw new Refusal(`flags.raise of the policy does not name ${key}: add it, or flip it with a version`);
  const { flip, raise, ...address } = policy;
  const home = await flags.locate(address);
  const before = (await flags.read(home)).values[key];
  if (before === undefined) throw missing(key, address.profile);
  if (before['enabled'] === true && before[known.attribute] === 100)
    throw new Refusal(`flag ${key} is on for everybody already`);
  return (percent) => ({ home, changes: [{ ...raisedTo(known, before, percent), at: percent }] });
};

/** The flags that a release changes, and at which weight. */
export const surveyFlags = async (
  request: ReleaseRequest,
  { policy, former }: Grounds,
  flags: Flags,
): Promise<Pick<Blueprint, 'flags' | 'raise'>> => {
  if (request.startedBy === 'fallback' && former !== undefined) return { flags: await flagsOfLast(former, flags) };
  if (request.flag !== undefined) {
    const raise = await flagToRaise(request.flag, policy.flags, flags);
    return raise === undefined ? { flags: null } : { flags: null, raise };
  }
  return { flags: policy.flags === undefined ? null : await flagsNow(policy.flags, request.tag, flags) };
};
