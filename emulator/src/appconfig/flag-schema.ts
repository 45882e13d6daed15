const keyPattern = '^[a-z][a-zA-Z\\d_-]{0,63}$';
const text = { type: 'string', maxLength: 1_024 };
const name = { type: 'string', pattern: '^[^\\n]{1,64}$' };
const stamps = { _createdAt: { type: 'string' }, _updatedAt: { type: 'string' } };

function closedObject(properties: object, more: object = {}) {
  return { type: 'object', properties, additionalProperties: false, ...more };
}

function keyed(schema: object, more: object = {}) {
  return { type: 'object', patternProperties: { [keyPattern]: schema }, additionalProperties: false, ...more };
}

function constraintOf(type: string, properties: object = {}, more: object = {}) {
  return closedObject(
    { type: { const: type }, required: { type: 'boolean' }, ...properties },
    { required: ['type'], ...more },
  );
}

const numbers = constraintOf('number', { minimum: { type: 'integer' }, maximum: { type: 'integer' } });
const strings = constraintOf(
  'string',
  { pattern: text, enum: { type: 'array', maxItems: 100, items: { anyOf: [text, { type: 'integer' }] } } },
  { not: { required: ['pattern', 'enum'] } },
);
const arrays = constraintOf('array', { elements: { oneOf: [numbers, strings] } });

const attributeValue = {
  oneOf: [
    text,
    { type: 'number' },
    { type: 'boolean' },
    { type: 'array', oneOf: [{ items: text }, { items: { type: 'number' } }] },
  ],
};

const flagDefinition = closedObject({
  name,
  description: text,
  ...stamps,
  _deprecation: closedObject({
    status: { const: 'planned' },
    date: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' },
  }),
  attributes: keyed(
    closedObject({ description: text, constraints: { oneOf: [numbers, strings, arrays, constraintOf('boolean')] } }),
    { maxProperties: 25 },
  ),
});

const variant = closedObject(
  {
    name,
    enabled: { type: 'boolean' },
    rule: { type: 'string', maxLength: 16_384 },
    attributeValues: keyed(attributeValue, { maxProperties: 25 }),
  },
  { required: ['name', 'enabled'] },
);

const flagValue = keyed(attributeValue, {
  properties: { enabled: { type: 'boolean' }, ...stamps, _variants: { type: 'array', maxItems: 32, items: variant } },
});

/**
 * JSON Schema of a feature-flag document. Nothing beyond it may be in a document, so there is no room for one's own fields.
 * https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-type-reference-feature-flags.html
 */
export const flagDocumentSchema = closedObject(
  { version: { const: '1' }, flags: keyed(flagDefinition), values: keyed(flagValue) },
  { required: ['version'] },
);
