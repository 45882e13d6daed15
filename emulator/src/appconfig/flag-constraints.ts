import { Ajv, type ValidateFunction } from 'ajv';
import {
  attributesOf,
  type Constraints,
  type FlagDefinition,
  type FlagDocument,
  type FlagValue,
} from './flag-document.ts';

/** What is wrong, and where: a JSON pointer into the document. */
export interface FlagFault {
  readonly location: string;
  readonly reason: string;
}

/** Values must be of flags and attributes that are defined, and keep the constraints of those. */
export function flagFaults(document: FlagDocument): readonly FlagFault[] {
  return Object.entries(document.values ?? {}).flatMap(([key, value]) => {
    const definition = document.flags?.[key];
    const location = `/values/${key}`;
    return definition
      ? valueFaults(location, definition, value)
      : [{ location, reason: 'the flag is not defined in flags' }];
  });
}

function valueFaults(location: string, definition: FlagDefinition, value: FlagValue): readonly FlagFault[] {
  if (!value._variants) return attributeFaults(location, definition, value.enabled ?? false, attributesOf(value));
  return value._variants.flatMap((variant, index) =>
    attributeFaults(`${location}/_variants/${index}`, definition, variant.enabled, variant.attributeValues ?? {}),
  );
}

function attributeFaults(
  location: string,
  definition: FlagDefinition,
  enabled: boolean,
  attributes: Readonly<Record<string, unknown>>,
): readonly FlagFault[] {
  const defined = definition.attributes ?? {};
  const unknown = Object.keys(attributes).filter((name) => !defined[name]);
  const missing = Object.keys(defined).filter(
    (name) => enabled && defined[name]?.constraints?.required && !(name in attributes),
  );
  const broken = Object.entries(attributes).flatMap(([name, value]) => {
    const reason = constraintFault(defined[name]?.constraints, value);
    return reason ? [{ location: `${location}/${name}`, reason }] : [];
  });
  return [
    ...unknown.map((name) => ({
      location: `${location}/${name}`,
      reason: 'the attribute is not defined for this flag',
    })),
    ...missing.map((name) => ({ location, reason: `attribute ${name} is required` })),
    ...broken,
  ];
}

function constraintFault(constraints: Constraints | undefined, value: unknown): string | undefined {
  if (!constraints) return undefined;
  const isValid = validatorOf(constraints);
  return isValid(value) ? undefined : ajv.errorsText(isValid.errors, { dataVar: 'value' });
}

const ajv = new Ajv({ strict: false });
const validators = new Map<string, ValidateFunction>();

/** Compiled once for equal constraints: compiling takes far longer than validating. */
function validatorOf(constraints: Constraints): ValidateFunction {
  const key = JSON.stringify(constraints);
  const isValid = validators.get(key) ?? ajv.compile(schemaOf(constraints));
  validators.set(key, isValid);
  return isValid;
}

function schemaOf({ required: _required, elements, ...rules }: Constraints): object {
  return elements ? { ...rules, items: schemaOf(elements) } : rules;
}
