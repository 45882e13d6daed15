import type { Announcement } from '../contracts/announcements.ts';

export interface Announcer {
  announce(announcement: Announcement): Promise<void>;
}
