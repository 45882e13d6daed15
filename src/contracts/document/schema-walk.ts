import * as z from 'zod';
import type { PathSegment } from './problem.ts';

type Json = z.core.JSONSchema.JSONSchema;

/** Keys that a strict schema allows in the mapping at `path`, over all branches of unions on the way. */
export function allowedKeys(schema: z.ZodType, path: readonly PathSegment[]): string[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Json;
  const places = path.reduce<Json[]>(
    (found, segment) => found.flatMap((place) => step(place, segment)),
    branches(root),
  );
  return [...new Set(places.flatMap((place) => Object.keys(place.properties ?? {})))];
}

function step(place: Json, segment: PathSegment): Json[] {
  if (typeof segment === 'number') return single(place.items).flatMap(branches);
  const property = place.properties?.[segment] ?? place.additionalProperties;
  return single(property).flatMap(branches);
}

function branches(place: Json): Json[] {
  const inner = [...(place.anyOf ?? []), ...(place.oneOf ?? []), ...(place.allOf ?? [])];
  return [place, ...inner.flatMap(single).flatMap(branches)];
}

function single(part: unknown): Json[] {
  return typeof part === 'object' && part !== null && !Array.isArray(part) ? [part as Json] : [];
}
