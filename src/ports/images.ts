/** The image registry. */
export interface Images {
  /** Digest and full pullable name of a tag, or undefined when the tag does not exist. Throws `RepositoryNotFound`. */
  resolve(repository: string, tag: string): Promise<FoundImage | undefined>;
  /** Tags that a digest has now; empty when unknown. */
  tagsOf(repository: string, digest: string): Promise<readonly string[]>;
}
export interface FoundImage {
  readonly digest: string;
  /** `<registry>/<repository>@sha256:…` */
  readonly image: string;
}
