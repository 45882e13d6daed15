/** Rendered manifests, as CI left them. */
export interface Manifests {
  /** What lies under a key, or undefined when nothing does. Throws `ManifestsUnreadable`. */
  fetch(bucket: string, key: string): Promise<FetchedManifests | undefined>;
}
export interface FetchedManifests {
  readonly text: string;
  /** Of the text's bytes, in hexadecimal. */
  readonly sha256: string;
}
