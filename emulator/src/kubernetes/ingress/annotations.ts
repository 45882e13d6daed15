import type { Labels } from '../objects/meta.ts';
import { BuildError } from './build-error.ts';

/** What all annotations of the controller begin with, on Ingresses and Services. */
export const annotationPrefix = 'alb.ingress.kubernetes.io/';

/** Annotations under the controller's prefix; of several sources the first that has one wins. */
export interface Annotations {
  text(suffix: string): string | undefined;
  wholeNumber(suffix: string): number | undefined;
  /** `a=b,c=d`, in the order given. */
  pairs(suffix: string): readonly (readonly [key: string, value: string])[];
  /** `a,b,c`. */
  list(suffix: string): readonly string[] | undefined;
  /** Undefined without the annotation; throws BuildError when it is no JSON. */
  json(suffix: string): unknown;
}

/** Reads annotations as pkg/annotations/parser.go does. */
export function annotationsOf(...sources: readonly (Labels | undefined)[]): Annotations {
  const text = (suffix: string) => {
    const key = `${annotationPrefix}${suffix}`;
    return sources.find((source) => source?.[key] !== undefined)?.[key];
  };
  const list = (suffix: string) => {
    const given = text(suffix)?.split(',');
    return given?.map((part) => part.trim()).filter((part) => part !== '');
  };
  return {
    text,
    list,
    wholeNumber(suffix) {
      const given = text(suffix);
      if (given === undefined || /^-?\d+$/.test(given)) return given === undefined ? undefined : Number(given);
      throw new BuildError(`failed to parse int64 annotation, ${annotationPrefix}${suffix}: ${given}`);
    },
    pairs: (suffix) => (list(suffix) ?? []).map((pair) => pairOf(suffix, pair)),
    json(suffix) {
      const given = text(suffix);
      return given === undefined ? undefined : parsed(suffix, given);
    },
  };
}

function pairOf(suffix: string, pair: string): readonly [string, string] {
  const [key = '', value, ...rest] = pair.split('=').map((part) => part.trim());
  if (key !== '' && value !== undefined && rest.length === 0) return [key, value];
  throw new BuildError(`failed to parse stringMap annotation, ${annotationPrefix}${suffix}: ${pair}`);
}

function parsed(suffix: string, given: string): unknown {
  try {
    return JSON.parse(given);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BuildError(`failed to parse json annotation, ${annotationPrefix}${suffix}: ${given}: ${why}`);
  }
}
