import { describe, expect, it } from '@jest/globals';
import { acceptFlags, flattened } from '../../src/appconfig/flags.ts';

const now = new Date('2026-01-05T09:00:00Z');

function accept(document: unknown): Uint8Array {
  return acceptFlags(Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)), undefined, now);
}
function withValue(attributes: object, value: object) {
  return { version: '1', flags: { flag: { name: 'Flag', attributes } }, values: { flag: value } };
}
function constrained(constraints: object, value: unknown, enabled = true) {
  return withValue({ attribute: { constraints } }, value === undefined ? { enabled } : { enabled, attribute: value });
}

describe('a feature-flag document', () => {
  it.each([
    ['nothing but its version', { version: '1' }],
    ['a retired flag', { version: '1', flags: { flag: { name: 'Flag', _deprecation: { status: 'planned' } } } }],
    ['stamps of the service', withValue({}, { enabled: true, _createdAt: 'x', _updatedAt: 'y' })],
    ['a number in its bounds', constrained({ type: 'number', minimum: 1, maximum: 3 }, 3)],
    ['a string of its pattern', constrained({ type: 'string', pattern: '^a' }, 'ab')],
    ['a string of its list', constrained({ type: 'string', enum: ['a', 'b'] }, 'b')],
    ['a list of numbers', constrained({ type: 'array', elements: { type: 'number', maximum: 3 } }, [1, 2])],
    [
      'no value for a required attribute while the flag is off',
      constrained({ type: 'string', required: true }, undefined, false),
    ],
    [
      'variants',
      withValue(
        { size: {} },
        { _variants: [{ name: 'big', enabled: true, rule: '(eq $a 1)', attributeValues: { size: 2 } }] },
      ),
    ],
  ])('may have %s', (_case, document) => {
    expect(() => accept(document)).not.toThrow();
  });

  it.each([
    ['no JSON', '{', 'not JSON'],
    ['no version', {}, 'version'],
    ['another version', { version: '2' }, 'version'],
    ['a field of its own', { version: '1', owner: 'me' }, 'additional properties'],
    [
      'a flag with a field of its own',
      { version: '1', flags: { flag: { name: 'Flag', owner: 'me' } } },
      'additional properties',
    ],
    ['a key that begins with a capital', { version: '1', flags: { Flag: { name: 'Flag' } } }, 'additional properties'],
    ['a value that is no boolean', withValue({}, { enabled: 'yes' }), 'boolean'],
    [
      'a value of an unknown flag',
      { version: '1', flags: {}, values: { flag: { enabled: true } } },
      'not defined in flags',
    ],
    ['an unknown attribute', withValue({}, { enabled: true, size: 1 }), 'not defined for this flag'],
    [
      'a missing attribute that is required',
      constrained({ type: 'string', required: true }, undefined),
      'attribute is required',
    ],
    ['a number beyond its bounds', constrained({ type: 'number', maximum: 3 }, 4), '<= 3'],
    ['an attribute of another type', constrained({ type: 'number' }, 'x'), 'must be number'],
    ['a string off its pattern', constrained({ type: 'string', pattern: '^a' }, 'b'), 'pattern'],
    ['a list with a wrong element', constrained({ type: 'array', elements: { type: 'string' } }, [1]), 'string'],
    ['a pattern and a list of values', constrained({ type: 'string', pattern: 'a', enum: ['a'] }, 'a'), 'NOT'],
    ['an attribute longer than 1,024', withValue({ text: {} }, { enabled: true, text: 'x'.repeat(1_025) }), '1024'],
    [
      '26 attributes',
      withValue(Object.fromEntries(Array.from({ length: 26 }, (_, n) => [`a${n}`, {}])), { enabled: true }),
      '25',
    ],
    ['a variant without a name', withValue({}, { _variants: [{ enabled: true }] }), 'name'],
  ])('must not have %s', (_case, document, reason) => {
    expect(() => accept(document)).toThrow(
      expect.objectContaining({
        name: 'BadRequestException',
        message: expect.stringContaining(reason),
        members: expect.objectContaining({ Reason: 'InvalidConfiguration' }),
      }),
    );
  });
});

describe('what clients get of it', () => {
  const get = (document: unknown) => JSON.parse(Buffer.from(flattened(accept(document))).toString());

  it('is one entry for each flag, with its attributes only while it is on', () => {
    expect(get(withValue({ size: {} }, { enabled: true, size: 2 }))).toEqual({ flag: { enabled: true, size: 2 } });
    expect(get(withValue({ size: {} }, { enabled: false, size: 2 }))).toEqual({ flag: { enabled: false } });
  });

  it('leaves the choice among variants to the agent', () => {
    const _variants = [{ name: 'big', enabled: true, rule: '(eq $a 1)' }];
    expect(get(withValue({}, { _variants }))).toEqual({ flag: { _variants } });
  });
});
