import { isList, isObject, type Json } from '../objects/json.ts';

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/**
 * The value of the `pod-template-hash` label: a 32-bit FNV-1a of the template, in the alphabet of generated names. The real
 * controller hashes Go's own printing of the template, so its values differ.
 */
export function podTemplateHash(template: Json): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(canonical(template))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return [...String(hash)].map((digit) => alphabet.charAt(digit.charCodeAt(0) % alphabet.length)).join('');
}

function canonical(value: Json): string {
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
