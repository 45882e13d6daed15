import type { Cause } from '../api/status-error.ts';
import { at, isObject, type Json, type JsonObject } from '../objects/json.ts';
import { invalidValue, required, when } from './causes.ts';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const labelPattern = new RegExp(`^${label}$`);
const subdomainPattern = new RegExp(`^${label}(\\.${label})*$`);
const keyPattern = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const valuePattern = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  `alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;
const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
  `with an alphanumeric character (e.g. 'example.com', regex used for validation is '${label}(\\.${label})*')`;

/** Whether the text is a lowercase RFC 1123 label: at most 63 letters, digits and inner hyphens. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && labelPattern.test(text);
}

export function dnsLabelCauses(field: string, value: Json | undefined): readonly Cause[] {
  if (typeof value !== 'string' || value === '') return [required(field)];
  if (value.length > 63) return [invalidValue(field, value, 'must be no more than 63 characters')];
  return when(!labelPattern.test(value), () => invalidValue(field, value, labelRule));
}

function subdomainCauses(field: string, value: string): readonly Cause[] {
  if (value.length > 253) return [invalidValue(field, value, 'must be no more than 253 characters')];
  return when(!subdomainPattern.test(value), () => invalidValue(field, value, subdomainRule));
}

/** What is wrong with an object's name, labels and annotations. Services and namespaces are named by DNS labels. */
export function metadataCauses(object: JsonObject, namedByLabel: boolean): readonly Cause[] {
  const name = at(object, 'metadata', 'name');
  const field = 'metadata.name';
  if (typeof name !== 'string' || name === '') return [required(field, 'name or generateName is required')];
  const named = namedByLabel ? dnsLabelCauses(field, name) : subdomainCauses(field, name);
  return [...named, ...labelCauses('metadata.labels', at(object, 'metadata', 'labels'))];
}

/** What is wrong with a map of labels. */
export function labelCauses(field: string, labels: Json | undefined): readonly Cause[] {
  if (!isObject(labels)) return [];
  return Object.entries(labels).flatMap(([key, value]) => [
    ...when(!keyPattern.test(key), () => invalidValue(field, key, 'name part must consist of alphanumeric characters')),
    ...labelValueCauses(field, value),
  ]);
}

function labelValueCauses(field: string, value: Json): readonly Cause[] {
  if (typeof value === 'string' && value.length > 63) {
    return [invalidValue(field, value, 'must be no more than 63 bytes')];
  }
  const fits = typeof value === 'string' && valuePattern.test(value);
  return when(!fits, () => invalidValue(field, value, 'a valid label must be an empty string or consist of'));
}
