import * as z from 'zod/mini';
import { FlagValue } from '../../contracts/plan.ts';
import { TidegateError } from '../../domain/errors.ts';
import { sameFlag } from '../../domain/flags.ts';

/**
 * Content of a profile of type AWS.AppConfig.FeatureFlags. Loose: what we do not know is somebody's and is kept.
 * https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-type-reference-feature-flags.html
 */
const FlagDocument = z.looseObject({
  flags: z.record(z.string(), z.unknown()),
  values: z._default(z.record(z.string(), FlagValue), {}),
});
export type FlagDocument = z.infer<typeof FlagDocument>;

type Values = Readonly<Record<string, FlagValue>>;

/** Reads the bytes of a hosted configuration version. */
export const readDocument = (content: Uint8Array): FlagDocument => {
  try {
    return z.parse(FlagDocument, JSON.parse(new TextDecoder().decode(content)));
  } catch (cause) {
    throw new TidegateError('FlagsNotFound', 'the deployed configuration is not a document of feature flags', {
      cause,
    });
  }
};

/** What users have of every flag. A flag without a value is off. */
export const valuesOf = ({ flags, values }: FlagDocument): Values =>
  Object.fromEntries(Object.keys(flags).map((key) => [key, values[key] ?? { enabled: false }]));

/** The document with these values in place of the former ones, all else untouched; undefined when nothing would change. */
export const patched = (document: FlagDocument, values: Values): FlagDocument | undefined => {
  const missing = Object.keys(values).filter((key) => !Object.hasOwn(document.flags, key));
  if (missing.length > 0)
    throw new TidegateError(
      'FlagsNotFound',
      `there is no deployed flag ${missing.join(', ')}: create and deploy it first`,
    );
  const now = valuesOf(document);
  const same = Object.entries(values).every(([key, value]) => sameFlag(now[key] ?? {}, value));
  return same ? undefined : { ...document, values: { ...document.values, ...values } };
};
