import type { V1ContainerStateTerminated } from '@kubernetes/client-node';
import { lastWords } from './migrator-answer.ts';
import { migratorUid } from './migrator-job-manifest.ts';

/** What the copy was of. */
export interface Copied {
  readonly image: string;
  readonly folder: string;
}

const withoutCopy = /executable file.* not found|exec: "?cp"?|no such file or directory: .*\bcp\b/i;

/** What a container runtime says of an image in which nothing can be copied; null for anything else. */
export const imageWithoutCopy = (message: string | undefined, image: string): string | null =>
  withoutCopy.test(message ?? '')
    ? `the image ${image} has no cp, by which its migrations are copied: add one, as by COPY --from=busybox:musl /bin/busybox /bin/cp`
    : null;

/** Why the migrations could not be copied out of the service's image, and what to do. */
export const whyNotCopied = (terminated: V1ContainerStateTerminated, { image, folder }: Copied): string => {
  const { exitCode, reason, message = '' } = terminated;
  const without = reason === 'StartError' || exitCode >= 126 ? imageWithoutCopy(message, image) : null;
  if (without !== null) return without;
  if (/no such file or directory/i.test(message) && message.includes(`${folder}/.`))
    return `the image ${image} has no folder ${folder}: copy the migrations into it, or let migrations.folder in the policy name their folder`;
  if (/permission denied/i.test(message))
    return `user ${migratorUid} may not read all of ${folder} in the image ${image}: let everybody read it (chmod -R a+rX ${folder}); ${lastWords(message)}`;
  const how = `exit code ${exitCode}${reason === undefined || reason === 'Error' ? '' : `, ${reason}`}`;
  return `the migrations could not be copied out of ${folder} of the image ${image} (${how}); ${lastWords(message)}`;
};
