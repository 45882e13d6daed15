import * as z from 'zod';
import type { Admin } from './admin.ts';

const Answer = z.object({
  message: z.literal('done'),
  output: z.array(z.object({ outcome: z.string(), because: z.string() })),
});

/** Why the function that pushes invoke started nothing for a push since then, in its own words; undefined when it has not said. */
export async function whyIgnored(admin: Admin, sinceMs: number): Promise<string | undefined> {
  const lines = await admin.logLines('OnImagePushedLambdaFunction');
  const answers = lines.filter(({ at }) => at >= sinceMs).flatMap(({ text }) => outcomesIn(text));
  return answers.findLast(({ outcome }) => outcome === 'ignored')?.because;
}

function outcomesIn(line: string): z.infer<typeof Answer>['output'] {
  if (!line.startsWith('{')) return [];
  return Answer.safeParse(JSON.parse(line)).data?.output ?? [];
}
