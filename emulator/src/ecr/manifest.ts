import { isAbsolute } from 'node:path';
import { ServiceError } from '../service.ts';

/** What is read of an OCI or Docker manifest. https://github.com/opencontainers/image-spec/blob/main/manifest.md */
export interface Manifest {
  readonly mediaType: string;
  readonly artifactMediaType?: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Of an index: the images it stands for, one per architecture. */
  readonly children: readonly ManifestChild[];
  /** Bytes of the configuration and layers that the manifest names. */
  readonly contentBytes: number;
}
export interface ManifestChild {
  readonly digest: string;
  /** Attestations ride along in an index under the operating system `unknown`. */
  readonly isAttestation: boolean;
}

/** What makes an image runnable here, as annotations of its manifest. */
export interface Runnable {
  readonly command: readonly string[];
  /** The name of a program that was pushed in process; there is no command then. */
  readonly programName?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  readonly folders?: Readonly<Record<string, string>>;
}

const indexMediaTypes = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);

/** Reads a manifest's text; throws InvalidParameterException as PutImage does. Layers are not stored, so they are not looked for. */
export function readManifest(text: string, statedMediaType: string | undefined): Manifest {
  const json = jsonObjectOf(text);
  const mediaType = textOf(json['mediaType']) ?? statedMediaType;
  if (json['schemaVersion'] !== 2) throw invalid('schemaVersion of the image manifest must be 2');
  if (!mediaType) throw invalid("without a mediaType in the manifest, 'imageManifestMediaType' must be given");
  if (statedMediaType !== undefined && statedMediaType !== mediaType) {
    throw invalid(`'imageManifestMediaType' is ${statedMediaType}, but the manifest says ${mediaType}`);
  }
  const config = fieldsOf(json['config']);
  const parts = [config, ...listOf(json['layers'])];
  const artifactMediaType = textOf(json['artifactType']) ?? textOf(config['mediaType']);
  return {
    mediaType,
    ...(artifactMediaType === undefined ? {} : { artifactMediaType }),
    annotations: textsOf(json['annotations']),
    children: indexMediaTypes.has(mediaType) ? listOf(json['manifests']).map(childOf) : [],
    contentBytes: parts.reduce((sum, part) => sum + (typeof part['size'] === 'number' ? part['size'] : 0), 0),
  };
}

/**
 * The command behind an image: annotation `emulator.command` is a JSON array of strings, `emulator.env` a JSON object of
 * strings, `emulator.workingDirectory` an absolute path, `emulator.folders` a JSON object that says for absolute paths in the
 * image which folder of this host holds their files; `emulator.program` in place of a command is the name of a program that was
 * pushed in process. Undefined for what is neither, as a signature.
 */
export function runnableOf(manifest: Manifest): Runnable | undefined {
  const { annotations } = manifest;
  const command = annotations['emulator.command'];
  const programName = annotations['emulator.program'];
  if (command === undefined && programName === undefined) return undefined;
  const workingDirectory = annotations['emulator.workingDirectory'];
  const folders = annotations['emulator.folders'];
  return {
    command: command === undefined ? [] : commandOf(command),
    env: textsOf(annotationJson('emulator.env', annotations['emulator.env'] ?? '{}')),
    ...(programName === undefined ? {} : { programName }),
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
    ...(folders === undefined ? {} : { folders: foldersOf(folders) }),
  };
}

function foldersOf(text: string): Readonly<Record<string, string>> {
  const folders = textsOf(annotationJson('emulator.folders', text));
  if (Object.entries(folders).flat().every(isAbsolute)) return folders;
  throw invalid(
    'annotation emulator.folders must give absolute paths for absolute paths, as in {"/migrations":"/srv/shop/migrations"}',
  );
}

function commandOf(text: string): readonly string[] {
  const command = annotationJson('emulator.command', text);
  const words: unknown[] = Array.isArray(command) ? command : [];
  if (words.length === 0 || !words.every((word) => typeof word === 'string')) {
    throw invalid('annotation emulator.command must be a JSON array of strings, as in ["node","server.mjs"]');
  }
  return words;
}

function annotationJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`annotation ${name} must be JSON text, not ${text}`);
  }
}

function childOf(child: Readonly<Record<string, unknown>>): ManifestChild {
  return { digest: textOf(child['digest']) ?? '', isAttestation: fieldsOf(child['platform'])['os'] === 'unknown' };
}

function jsonObjectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    throw invalid("Invalid JSON syntax at 'imageManifest'");
  }
}

function invalid(reason: string): ServiceError {
  return new ServiceError('InvalidParameterException', `Invalid parameter at 'imageManifest': ${reason}.`);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function listOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([key, item]) => [key, String(item)]));
}
