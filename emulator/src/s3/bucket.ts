import { drawFrom } from '../identifiers.ts';
import type { Place } from '../ports.ts';
import { noSuchKey, s3Fault } from './faults.ts';
import { type Content, NULL_VERSION, type Version, type Versioning } from './model.ts';

const VERSION_ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';
const VERSION_ID_LENGTH = 32;

/** A bucket's objects, each with the versions that are kept of it. */
export class Bucket {
  readonly name: string;
  versioning: Versioning;
  readonly #place: Place;
  /** By key; the newest version comes first. */
  readonly #versions = new Map<string, readonly Version[]>();

  constructor(name: string, place: Place) {
    this.name = name;
    this.#place = place;
  }

  put(key: string, content: Content | undefined): Version {
    const versionId = this.versioning === 'Enabled' ? this.#newVersionId() : NULL_VERSION;
    const lastModified = new Date(Math.floor(this.#place.clock.now() / 1000) * 1000);
    const version = { versionId, lastModified, content };
    this.#versions.set(key, [version, ...this.#others(key, versionId)]);
    return version;
  }

  /** What a plain read of the key answers; undefined for no object and for a delete marker. */
  current(key: string): Version | undefined {
    const newest = this.#versions.get(key)?.[0];
    return newest?.content ? newest : undefined;
  }

  /** The current version, or the one that is asked for; throws `NoSuchKey`, `NoSuchVersion` or, for a delete marker, `MethodNotAllowed`. */
  read(key: string, versionId: string | undefined): Version & { readonly content: Content } {
    const found = versionId === undefined ? this.current(key) : this.#version(key, versionId);
    if (!found) throw noSuchKey(key);
    const { content } = found;
    if (content) return { ...found, content };
    throw s3Fault('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
  }

  /** Deletes for good where no versions are kept, and otherwise puts a delete marker, which it answers. */
  remove(key: string): Version | undefined {
    if (this.versioning !== undefined) return this.put(key, undefined);
    this.#versions.delete(key);
    return undefined;
  }

  /** Deletes one version for good and answers it; that there is none is no error. */
  removeVersion(key: string, versionId: string): Version | undefined {
    const removed = this.#versions.get(key)?.find((version) => version.versionId === versionId);
    const others = this.#others(key, versionId);
    if (others.length > 0) this.#versions.set(key, others);
    else this.#versions.delete(key);
    return removed;
  }

  /** Keys that a plain read finds, in the order of their UTF-8 bytes. */
  keys(): readonly string[] {
    const present = [...this.#versions.keys()].filter((key) => this.current(key));
    return present.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  #version(key: string, versionId: string): Version {
    const found = this.#versions.get(key)?.find((version) => version.versionId === versionId);
    if (found) return found;
    if (versionId !== NULL_VERSION && versionId.length !== VERSION_ID_LENGTH)
      throw s3Fault('InvalidArgument', 'Invalid version id specified', 400, { ArgumentName: 'versionId' });
    throw s3Fault('NoSuchVersion', 'The specified version does not exist.', 404, { Key: key, VersionId: versionId });
  }

  #others(key: string, versionId: string): readonly Version[] {
    return (this.#versions.get(key) ?? []).filter((version) => version.versionId !== versionId);
  }

  #newVersionId(): string {
    return drawFrom(this.#place.random, VERSION_ID_ALPHABET, VERSION_ID_LENGTH);
  }
}
