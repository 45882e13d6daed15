import { meets } from '../label-requirement.ts';
import { entriesAt, fieldAt, itemsAt, textAt } from './fields.ts';

type Labels = ReadonlyMap<string, unknown>;

export const labelsAt = (value: unknown, ...path: readonly string[]): Labels => new Map(entriesAt(value, ...path));

/** A Service's selector; one that is empty or absent selects nothing. */
export const serviceSelects = (service: unknown, labels: Labels): boolean => {
  const wanted = entriesAt(service, 'spec', 'selector');
  return wanted.length > 0 && wanted.every(([key, value]) => labels.get(key) === value);
};

/** The label selector at `spec.selector`; an empty one selects everything, an absent one nothing. */
export const selectorSelects = (object: unknown, labels: Labels): boolean =>
  fieldAt(object, 'spec', 'selector') !== undefined &&
  entriesAt(object, 'spec', 'selector', 'matchLabels').every(([key, value]) => labels.get(key) === value) &&
  itemsAt(object, 'spec', 'selector', 'matchExpressions').every((requirement) => holds(requirement, labels));

const holds = (requirement: unknown, labels: Labels): boolean =>
  meets(textAt(requirement, 'operator'), itemsAt(requirement, 'values'), labels.get(textAt(requirement, 'key') ?? ''));
