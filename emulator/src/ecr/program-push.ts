import type { StartProgram } from '../ports.ts';

/** The programs that were pushed, by the name that their manifests carry. */
export type Programs = ReadonlyMap<string, StartProgram>;

/** An image that is a program of this process. `name` and `env` alone decide its digest, so that one seed makes a run repeatable. */
export interface ProgramImage {
  readonly repositoryName: string;
  readonly tag?: string;
  /** Unique in the registry; pushing a name again replaces its program. */
  readonly name: string;
  readonly program: StartProgram;
  readonly env?: Readonly<Record<string, string>>;
}

/** The manifest text of such an image. */
export function programManifest({ name, env = {} }: ProgramImage): string {
  const annotations = { 'emulator.program': name, 'emulator.env': JSON.stringify(env) };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  return JSON.stringify({ schemaVersion: 2, mediaType, annotations });
}
