import type { V1LabelSelector, V1LabelSelectorRequirement } from '@kubernetes/client-node';
import { meets } from '../../domain/label-requirement.ts';

type Labels = Readonly<Record<string, string>>;

/** A Service's selector; one that is absent or empty selects nothing. */
export const serviceSelects = (selector: Labels | undefined, labels: Labels): boolean => {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
};

/** A label selector; an empty one selects everything, an absent one nothing. */
export const selects = (selector: V1LabelSelector | undefined, labels: Labels): boolean =>
  selector !== undefined &&
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  (selector.matchExpressions ?? []).every((requirement) =>
    meets(requirement.operator, requirement.values ?? [], labels[requirement.key]),
  );

/** The selector as the `labelSelector` parameter of a list. */
export const selectorText = ({ matchLabels = {}, matchExpressions = [] }: V1LabelSelector): string =>
  [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(requirementText),
  ].join(',');

const requirementText = ({ key, operator, values = [] }: V1LabelSelectorRequirement): string => {
  switch (operator) {
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return `${key} ${operator.toLowerCase()} (${values.join(',')})`;
  }
};
