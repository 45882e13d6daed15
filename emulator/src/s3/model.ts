import type { Checksums } from './checksums.ts';

/** The id of the one version that a key has while its bucket keeps no versions. */
export const NULL_VERSION = 'null';

/** What a client put. */
export interface Content {
  readonly body: Uint8Array;
  /** The MD5 of the body in hexadecimal, in double quotes. */
  readonly etag: string;
  readonly checksums: Checksums;
  readonly contentType: string;
  readonly contentEncoding: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** One version of a key; without content it is a delete marker. */
export interface Version {
  readonly versionId: string;
  /** Whole seconds, as S3 has it. */
  readonly lastModified: Date;
  readonly content: Content | undefined;
}

/** Undefined until versioning was set for the first time; it can then be suspended and never be taken away. */
export type Versioning = 'Enabled' | 'Suspended' | undefined;
