import { Ajv } from 'ajv';
import { ServiceError } from '../service.ts';
import { flagFaults } from './flag-constraints.ts';
import { attributesOf, type FlagDocument, type FlagValue } from './flag-document.ts';
import { flagDocumentSchema } from './flag-schema.ts';
import { stamped } from './flag-stamps.ts';

const hasShape = new Ajv({ strict: false }).compile<FlagDocument>(flagDocumentSchema);

/**
 * The document as AppConfig stores it: checked against the schema and its own constraints, and stamped with `_createdAt`
 * and `_updatedAt`. Throws BadRequestException with reason InvalidConfiguration.
 */
export function acceptFlags(content: Uint8Array, former: Uint8Array | undefined, now: Date): Uint8Array {
  const document: unknown = parsed(content);
  if (!hasShape(document)) {
    const [error] = hasShape.errors ?? [];
    throw invalid(
      error?.instancePath ?? '',
      `${error?.message ?? 'does not match the schema'} ${JSON.stringify(error?.params)}`,
    );
  }
  const [fault] = flagFaults(document);
  if (fault) throw invalid(fault.location, fault.reason);
  const formerDocument = former && (JSON.parse(Buffer.from(former).toString()) as FlagDocument);
  return Buffer.from(JSON.stringify(stamped(document, formerDocument, now)));
}

/**
 * What clients get of a stored document: each flag with `enabled`, and its attributes only while it is on. Variants come as
 * they are, since the AppConfig Agent, and not the service, chooses among them.
 * https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-type-reference-feature-flags.html
 */
export function flattened(content: Uint8Array): Uint8Array {
  const document = JSON.parse(Buffer.from(content).toString()) as FlagDocument;
  const flags = Object.keys(document.flags ?? {}).map((key) => [key, shownValue(document.values?.[key] ?? {})]);
  return Buffer.from(JSON.stringify(Object.fromEntries(flags)));
}

function shownValue(value: FlagValue): object {
  if (value._variants) return { _variants: value._variants };
  return value.enabled ? { enabled: true, ...attributesOf(value) } : { enabled: false };
}

function parsed(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString());
  } catch (error) {
    throw invalid('', `not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function invalid(location: string, reason: string): ServiceError {
  const message = `Invalid feature flags at '${location}': ${reason}`;
  const detail = { Constraint: 'AWS.AppConfig.FeatureFlags', Location: location, Reason: reason, Type: 'FEATURE_FLAG' };
  const members = { Reason: 'InvalidConfiguration', Details: { InvalidConfiguration: [detail] } };
  return new ServiceError('BadRequestException', message, 400, members);
}
