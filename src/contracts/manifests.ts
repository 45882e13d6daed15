/** Rendered Kubernetes manifests: a stream of YAML documents, read as kubectl reads it. */
import { type Document, parseAllDocuments, type Tags } from 'yaml';
import * as z from 'zod/mini';

/** A Kubernetes object of any kind, as far as all of them are alike. */
export const ManifestObject = z.looseObject({
  apiVersion: z.string().check(z.minLength(1)),
  kind: z.string().check(z.minLength(1)),
  metadata: z.looseObject({
    name: z.string().check(z.minLength(1)),
    namespace: z.optional(z.string()),
    labels: z.optional(z.nullable(z.record(z.string(), z.string()))),
    annotations: z.optional(z.nullable(z.record(z.string(), z.string()))),
  }),
});
export type ManifestObject = z.infer<typeof ManifestObject>;

/** An object and where in the file it stands: `document 3`, or `document 3, items[0]` within a List. */
export interface PlacedObject {
  readonly place: string;
  readonly object: ManifestObject;
}

/** The objects, or what is wrong with the text: each problem with its place and what to do. */
export type ManifestReading =
  | { readonly objects: readonly PlacedObject[] }
  | { readonly problems: readonly [string, ...string[]] };

export const maxManifestBytes = 1024 * 1024;
const maxDocuments = 300;
/** How often aliases of one document may be resolved: more is a file that explodes when it is read. */
const maxAliases = 100;

/** Reads the text of rendered manifests. Documents without content are skipped. */
export const readManifests = (text: string): ManifestReading => {
  if (Buffer.byteLength(text) > maxManifestBytes)
    return { problems: [`the file has more than ${maxManifestBytes} bytes: render only what one version needs`] };
  const documents = parseAllDocuments(text, { version: '1.1', customTags: withoutTimes });
  if (documents.length > maxDocuments)
    return { problems: [`the file has more than ${maxDocuments} documents: render only what one version needs`] };
  return together([...documents].map((document, i) => readDocument(document, `document ${i + 1}`)));
};

/** kubectl knows no times and no numbers of base 60: `12:30` is text to it. */
const withoutTimes = (tags: Tags): Tags =>
  tags.filter(
    (tag) =>
      typeof tag === 'string' ||
      (tag.tag !== 'tag:yaml.org,2002:timestamp' && !('format' in tag && tag.format === 'TIME')),
  );

const readDocument = (document: Document.Parsed, place: string): ManifestReading => {
  const [error] = document.errors;
  if (error !== undefined) return { problems: [`${place}: ${error.message.split('\n')[0]?.replace(/:$/, '')}`] };
  const content = contentOf(document);
  if (content instanceof Error) return { problems: [`${place}: ${content.message}: write it without these aliases`] };
  if (content === null || content === undefined) return { objects: [] };
  return isList(content)
    ? together(content.items.map((item, i) => readObject(item, `${place}, items[${i}]`)))
    : readObject(content, place);
};

const contentOf = (document: Document.Parsed): unknown => {
  try {
    return document.toJS({ maxAliasCount: maxAliases });
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
};

const isList = (content: unknown): content is { readonly items: readonly unknown[] } =>
  typeof content === 'object' &&
  content !== null &&
  'kind' in content &&
  content.kind === 'List' &&
  'items' in content &&
  Array.isArray(content.items);

const together = (readings: readonly ManifestReading[]): ManifestReading => {
  const [first, ...more] = readings.flatMap((reading) => ('problems' in reading ? reading.problems : []));
  if (first !== undefined) return { problems: [first, ...more] };
  return { objects: readings.flatMap((reading) => ('objects' in reading ? reading.objects : [])) };
};

const readObject = (content: unknown, place: string): ManifestReading => {
  const parsed = z.safeParse(ManifestObject, content);
  if (parsed.success) return { objects: [{ place, object: parsed.data }] };
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  const what = path === '' ? 'is no Kubernetes object' : `${path} is missing or no text`;
  return { problems: [`${place}: ${what}: every document needs apiVersion, kind and metadata.name`] };
};
