/** What Tidegate tells the default event bus, with source `tidegate`. */
import * as z from 'zod/mini';
import { MigrationOutcome } from './migration/record.ts';
import { Outcome } from './release.ts';

const subject = { service: z.string(), epoch: z.int(), from: z.string(), to: z.string(), because: z.string() };

const migration = { service: z.string(), database: z.string(), epoch: z.int(), to: z.string(), because: z.string() };

/** Detail types and the shape of their details. Fields are only ever added. */
export const announcements = {
  /** Nothing is locked yet: it begins when the calendar opens, or the incident is over. Told once. */
  'Release Waiting': z.strictObject({ service: z.string(), to: z.string(), because: z.string() }),
  'Release Started': z.strictObject({ ...subject, strategy: z.string() }),
  'Release Traffic Shifted': z.strictObject({ ...subject, weight: z.int() }),
  'Approval Requested': z.strictObject({ ...subject, question: z.string(), howToAnswer: z.string() }),
  'Release Rollback Begun': z.strictObject(subject),
  'Release Concluded': z.strictObject({ ...subject, outcome: Outcome }),
  'Migration Approval Requested': z.strictObject({ ...migration, question: z.string(), howToAnswer: z.string() }),
  /** For those who read the same tables: these files were run and verified. */
  'Schema Changed': z.strictObject({ ...migration, files: z.array(z.string()) }),
  'Migration Concluded': z.strictObject({ ...migration, outcome: MigrationOutcome }),
} as const;

export type AnnouncementType = keyof typeof announcements;
export type Announcement = {
  [T in AnnouncementType]: { readonly type: T; readonly detail: z.infer<(typeof announcements)[T]> };
}[AnnouncementType];
