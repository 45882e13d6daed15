import type { Actors } from './actors.ts';
import { whatIsWrongNow } from './checks.ts';
import { raisedFlags, type Setting, versions } from './facts.ts';
import type { Invocation, Request, Rules } from './rules.ts';
import type { Draft } from './state.ts';
import { called, who } from './words.ts';
import { instantOf, type World, worldAtFirst } from './world.ts';
import { isAttached, isWrite, movesUsers, perform, whatIsWrongWith } from './world-calls.ts';

/** The functions that bring a release forward, and write. */
const forwardEffects = ['ShiftTraffic', 'DeployVersion', 'ScaleCandidate', 'StopVersion', 'FlipFlags'];

/** Rule 2: whoever did a forward effect has looked again, and does not say that all is well after an abort. */
const whatIsWrongToAnswer = ({ record }: World, { program, input }: Invocation, answer: unknown): string | null => {
  const verdict = answer as { kind?: string } | null;
  if (!forwardEffects.includes(program) || (verdict?.kind ?? 'advance') !== 'advance' || record === null) return null;
  const { release } = input as { release: { epoch: number } };
  if (record.epoch === release.epoch && record.status === 'active') return null;
  return `${program} of release ${release.epoch} says that all is well, but release ${record.epoch} is ${record.status}`;
};

/** The event of a pushed image. */
const pushOf = ({ tag, digest }: (typeof versions)[number], tick: number) => ({
  time: instantOf(tick),
  detail: { 'repository-name': 'shop/orders', 'image-tag': tag, 'image-digest': digest },
});

/** Pushes, or a person's word for a flag. */
const requestsOf = ({ strategy }: Setting): readonly Request<World>[] =>
  strategy === 'flag'
    ? raisedFlags.map((flag) => ({
        words: 'the second flag is released',
        ask: (actors: Actors, draft: Draft) => actors.start(draft, `raise-${flag}`, { service: 'orders', flag }),
      }))
    : versions.slice(1).map((version) => ({
        words: `${version.tag} is pushed`,
        ask: (actors: Actors, draft: Draft, tick: number) =>
          actors.deliver(draft, 'OnImagePushed', pushOf(version, tick)),
      }));

/** Two releases, one after the other. */
export const rulesOfReleases = (setting: Setting): Rules<World> => ({
  ...{ first: worldAtFirst(setting), requests: requestsOf(setting) },
  ...{ perform, isAttached, isWrite, whatIsWrongNow, whatIsWrongWith, whatIsWrongToAnswer, who, called },
  epochOf: ({ record }) => record?.epoch ?? 0,
  mayStray: () => true,
  comesLater: (world, call) => movesUsers(call, world),
  endOf: (name, status, input) => ({
    program: 'OnExecutionEnded',
    input: { detail: { name, status, input: JSON.stringify(input) } },
  }),
});
