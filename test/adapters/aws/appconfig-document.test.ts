import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { patched, readDocument, valuesOf } from '../../../src/adapters/aws/appconfig-document.ts';
import type { FlagValue } from '../../../src/contracts/plan.ts';

const key = fc.stringMatching(/^[a-z][a-zA-Z0-9_-]{0,8}$/);
const value = fc.record({
  enabled: fc.boolean(),
  percent: fc.integer(),
  audience: fc.array(fc.string()),
}) as fc.Arbitrary<FlagValue>;
const document = fc.dictionary(key, value, { minKeys: 1 }).map((values) => ({
  version: '1',
  flags: Object.fromEntries(Object.keys(values).map((name) => [name, { name }])),
  values,
}));
/** A document, and new values for some of its keys. */
const change = document.chain((doc) =>
  fc.tuple(fc.constant(doc), fc.dictionary(fc.constantFrom(...Object.keys(doc.values)), value)),
);

describe('patching a flag document', () => {
  it('gives our keys our values and leaves all else as it was', () => {
    fc.assert(
      fc.property(change, ([doc, values]) => {
        const next = patched(doc, values) ?? doc;
        expect(next).toEqual({ ...doc, values: { ...doc.values, ...values } });
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(change, ([doc, values]) => {
        expect(patched(patched(doc, values) ?? doc, values)).toBeUndefined();
      }),
    );
  });

  it('takes back exactly what it did', () => {
    fc.assert(
      fc.property(change, ([doc, values]) => {
        const before = Object.fromEntries(Object.keys(values).map((name) => [name, doc.values[name] ?? {}]));
        const there = patched(doc, values);
        expect(there === undefined ? doc : (patched(there, before) ?? there)).toEqual(doc);
      }),
    );
  });

  const doc = {
    version: '1',
    flags: { banner: {}, checkout: {} },
    values: { banner: { enabled: true, _updatedAt: 'x' } },
  };

  it('takes what only differs in time stamps of AppConfig for the same', () => {
    expect(patched(doc, { banner: { enabled: true } })).toBeUndefined();
  });

  it('sees a flag without a value as off', () => {
    expect(valuesOf(doc)).toEqual({ banner: doc.values.banner, checkout: { enabled: false } });
    expect(patched(doc, { checkout: { enabled: false } })).toBeUndefined();
  });

  it('refuses a key that does not exist, and names it', () => {
    expect(() => patched(doc, { banner: { enabled: false }, chekout: { enabled: true } })).toThrow(
      expect.objectContaining({ name: 'FlagsNotFound', message: expect.stringContaining('chekout') }),
    );
  });
});

it.each(['', 'not json', '[]', '{"values":{}}'])('refuses a configuration that holds no flags: %j', (text) => {
  expect(() => readDocument(new TextEncoder().encode(text))).toThrow(
    expect.objectContaining({ name: 'FlagsNotFound' }),
  );
});

it('keeps what it does not know', () => {
  const text = '{"version":"1","flags":{"a":{"name":"A","_deprecation":{"status":"planned"}}},"values":{},"more":1}';
  expect(readDocument(new TextEncoder().encode(text))).toEqual(JSON.parse(text));
});
