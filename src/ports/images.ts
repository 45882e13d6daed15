/** The image registry. */
export interface Images {
  /** Digest and full pullable name of a tag, or undefined when the tag does not exist. Throws `RepositoryNotFound`. */
  resolve(repository: string, tag: string): Promise<FoundImage | undefined>;
  /** The same for a digest, with the tags that it has now. */
  byDigest(
    repository: string,
    digest: string,
  ): Promise<(FoundImage & { readonly tags: readonly string[] }) | undefined>;
  /** Tagged images pushed in [from, to), ISO 8601, oldest first. */
  pushedBetween(repository: string, from: string, to: string): Promise<readonly PushedImage[]>;
}
export interface FoundImage {
  readonly digest: string;
  /** `<registry>/<repository>@sha256:…` */
  readonly image: string;
}
export interface PushedImage {
  readonly digest: string;
  readonly tags: readonly string[];
  /** ISO 8601. */
  readonly pushedAt: string;
}
