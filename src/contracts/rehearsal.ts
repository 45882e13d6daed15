import * as z from 'zod';
import type { Finding, Reading } from './document/read.ts';
import { readDocument } from './document/read.ts';
import type { Policy } from './policy.ts';
import { Step } from './rehearsal/story.ts';
import { Alarm, Cloud, Flag, Image, Load, Running } from './rehearsal/world.ts';

/** What stands in a `rehearsal.yml`: images, what runs at the start, the load, and a story with its expected endings. */
export const Rehearsal = z.strictObject({
  images: z
    .record(z.string().regex(/^[^:]+:[^:]+$/, 'write repository:tag'), Image)
    .describe('What `repository:tag` stands for.'),
  running: Running,
  load: Load.prefault({}),
  alarms: z.record(z.string().min(1).max(255), Alarm).default({}),
  flags: z.record(z.string().regex(/^[a-z][a-zA-Z\d_-]{0,63}$/, 'use the key of a feature flag'), Flag).default({}),
  cloud: Cloud.prefault({}),
  story: z.array(Step).min(1).max(200),
});
export type Rehearsal = z.infer<typeof Rehearsal>;

/** Reads the text of a `rehearsal.yml` that rehearses this policy. */
export function readRehearsalFile(file: string, text: string, policy: Policy): Reading<Rehearsal> {
  const known = (rehearsal: Rehearsal) => imagesAreKnown(rehearsal, policy.image.repository);
  return readDocument(Rehearsal, file, text, [known, expectsWhatWasBegun]);
}

/** `repository:tag` of an image that a story names by its tag alone. */
export function fullImageName(name: string, repository: string): string {
  return name.includes(':') ? name : `${repository}:${name}`;
}

function imagesAreKnown(rehearsal: Rehearsal, repository: string): Finding[] {
  const pushed = rehearsal.story.flatMap((step, index) =>
    step.kind === 'push' ? [{ path: ['story', index, 'push'], name: step.image }] : [],
  );
  return [{ path: ['running', 'tag'], name: rehearsal.running.tag }, ...pushed].flatMap(({ path, name }): Finding[] => {
    const image = fullImageName(name, repository);
    if (rehearsal.images[image] !== undefined) return [];
    const fix = `describe it there; images has ${Object.keys(rehearsal.images).join(', ')}`;
    return [{ path, value: name, problem: `images does not say what ${image} is`, fix }];
  });
}

function expectsWhatWasBegun({ story }: Rehearsal): Finding[] {
  let open = 0;
  return story.flatMap((step, index): Finding[] => {
    if (step.kind === 'push' || step.kind === 'start') open += 1;
    if (step.kind !== 'expect') return [];
    open -= 1;
    if (open >= 0) {
      if (step.ending === 'queued') open += 1;
      return [];
    }
    const problem = 'nothing is left to expect: every push, start and queued request before it has its expect';
    return [
      {
        path: ['story', index, 'expect'],
        value: step.ending,
        problem,
        fix: 'put a push or a start before it, or remove it',
      },
    ];
  });
}
