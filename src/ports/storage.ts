/** The disk of a managed database. */
export interface Storage {
  /** Bytes that were free at least, in the last quarter of an hour before `now` (ISO 8601); null when nobody measured it. */
  freeBytes(instance: string, now: string): Promise<number | null>;
}
