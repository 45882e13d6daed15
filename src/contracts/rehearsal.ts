import * as z from 'zod';
import type { Finding, Reading } from './document/read.ts';
import { readDocument } from './document/read.ts';
import type { Policy } from './policy.ts';
import { Databases, databaseIsKnown } from './rehearsal/databases.ts';
import { Step, type StoryStep } from './rehearsal/story.ts';
import { Alarm, Cloud, Flag, Image, Load, Running } from './rehearsal/world.ts';

const story = z.array(Step).min(1).max(200);
const storyName = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use a name such as bad-under-load');

const world = {
  images: z
    .record(z.string().regex(/^[^:]+:[^:]+$/, 'write repository:tag'), Image)
    .describe('What `repository:tag` stands for.'),
  running: Running,
  manifests: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe(
      'Rendered manifests by tag, as files of this folder: put into the policy’s bucket before the image of that tag is pushed.',
    ),
  databases: Databases,
  load: Load.prefault({}),
  alarms: z.record(z.string().min(1).max(255), Alarm).default({}),
  flags: z.record(z.string().regex(/^[a-z][a-zA-Z\d_-]{0,63}$/, 'use the key of a feature flag'), Flag).default({}),
  cloud: Cloud.prefault({}),
};

/** What stands in a `rehearsal.yml`: images, what runs at the start, the load, and a story (or several) with its expected endings. */
export const RehearsalFile = z
  .strictObject({
    ...world,
    story: story.optional(),
    stories: z
      .record(storyName, story)
      .optional()
      .describe('Instead of story: several, by name. `tidegate rehearse --story NAME` plays one of them.'),
  })
  .refine(({ story, stories }) => (story === undefined) !== (stories === undefined), 'give either story or stories');
type RehearsalFile = z.infer<typeof RehearsalFile>;

/** A rehearsal with the one story that is played. */
export interface Rehearsal extends Omit<RehearsalFile, 'story' | 'stories'> {
  readonly story: readonly StoryStep[];
}

/** Reads the text of a `rehearsal.yml` that rehearses this policy. `named` chooses one of its stories. */
export function readRehearsalFile(file: string, text: string, policy: Policy, named?: string): Reading<Rehearsal> {
  const known = (rehearsal: RehearsalFile) => imagesAreKnown(rehearsal, policy.image.repository);
  const chosen = (rehearsal: RehearsalFile) => whyNoStory(rehearsal, named);
  const rendered = (rehearsal: RehearsalFile) => manifestsAreOfUse(rehearsal, policy);
  const stored = ({ databases }: RehearsalFile) => databaseIsKnown(databases, policy);
  const migrated = (rehearsal: RehearsalFile) => migratesByPolicy(rehearsal, policy);
  const checks = [known, rendered, stored, migrated, expectsWhatWasBegun, chosen];
  const reading = readDocument(RehearsalFile, file, text, checks);
  if (!reading.ok) return reading;
  const { story, stories, ...rest } = reading.value;
  return { ok: true, value: { ...rest, story: story ?? stories?.[named ?? ''] ?? [] } };
}

/** Every story of a file, with its place in it. */
function storiesIn({
  story,
  stories = {},
}: RehearsalFile): { path: (string | number)[]; steps: readonly StoryStep[] }[] {
  const named = Object.entries(stories).map(([name, steps]) => ({ path: ['stories', name], steps }));
  return story === undefined ? named : [{ path: ['story'], steps: story }];
}

function whyNoStory({ stories }: RehearsalFile, named: string | undefined): Finding[] {
  if (stories === undefined && named === undefined) return [];
  if (named !== undefined && stories?.[named] !== undefined) return [];
  const fix =
    stories === undefined
      ? 'leave --story out'
      : `choose one with --story NAME; there is ${Object.keys(stories).join(', ')}`;
  const problem = named === undefined ? 'it holds several stories' : `it holds no story named ${named}`;
  return [{ path: ['stories'], value: named, problem, fix }];
}

/** `repository:tag` of an image that a story names by its tag alone. */
export function fullImageName(name: string, repository: string): string {
  return name.includes(':') ? name : `${repository}:${name}`;
}

function imagesAreKnown(rehearsal: RehearsalFile, repository: string): Finding[] {
  const pushed = storiesIn(rehearsal).flatMap(({ path, steps }) =>
    steps.flatMap((step, index) =>
      step.kind === 'push' ? [{ path: [...path, index, 'push'], name: step.image }] : [],
    ),
  );
  return [{ path: ['running', 'tag'], name: rehearsal.running.tag }, ...pushed].flatMap(({ path, name }): Finding[] => {
    const image = fullImageName(name, repository);
    if (rehearsal.images[image] !== undefined) return [];
    const fix = `describe it there; images has ${Object.keys(rehearsal.images).join(', ')}`;
    return [{ path, value: name, problem: `images does not say what ${image} is`, fix }];
  });
}

/** Manifests are for images of the policy's repository, and only where the policy says which bucket they go to. */
function manifestsAreOfUse({ manifests, images }: RehearsalFile, { image, manifests: bucket }: Policy): Finding[] {
  return Object.entries(manifests).flatMap(([tag, value]): Finding[] => {
    const found = { path: ['manifests', tag], value };
    if (bucket === undefined) {
      const fix = 'give tidegate.yml `manifests: { bucket, key }`, or remove them here';
      return [{ ...found, problem: 'the policy takes no rendered manifests', fix }];
    }
    if (images[fullImageName(tag, image.repository)] !== undefined) return [];
    return [
      { ...found, problem: `images has no ${image.repository}:${tag}`, fix: 'describe it there, or correct the tag' },
    ];
  });
}

/** Only a policy with migrations has something that a story could migrate, or look at afterwards. */
function migratesByPolicy(rehearsal: RehearsalFile, { migrations }: Policy): Finding[] {
  if (migrations !== undefined) return [];
  return storiesIn(rehearsal).flatMap(({ path, steps }) =>
    steps.flatMap((step, index): Finding[] => {
      const word = migrationWordOf(step);
      if (word === undefined) return [];
      const problem = 'the policy has no migrations';
      const fix = 'give tidegate.yml `migrations`, or remove this';
      return [{ path: [...path, index, word], value: undefined, problem, fix }];
    }),
  );
}

function migrationWordOf(step: StoryStep): string | undefined {
  if (step.kind === 'migrate') return 'migrate';
  if (step.kind === 'waitForMigration') return 'wait';
  return step.kind === 'expect' && step.columns !== undefined ? 'columns' : undefined;
}

function expectsWhatWasBegun(rehearsal: RehearsalFile): Finding[] {
  return storiesIn(rehearsal).flatMap(({ path, steps }) => expectsTooMuch(path, steps));
}

function expectsTooMuch(path: readonly (string | number)[], story: readonly StoryStep[]): Finding[] {
  let open = 0;
  return story.flatMap((step, index): Finding[] => {
    if (step.kind === 'push' || step.kind === 'start' || step.kind === 'migrate') open += 1;
    if (step.kind !== 'expect') return [];
    open -= 1;
    if (open >= 0) {
      if (step.ending === 'queued') open += 1;
      return [];
    }
    const problem = 'nothing is left to expect: every push, start, migrate and queued request before it has its expect';
    return [
      {
        path: [...path, index, 'expect'],
        value: step.ending,
        problem,
        fix: 'put a push or a start before it, or remove it',
      },
    ];
  });
}
