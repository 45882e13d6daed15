import { headerOf, type WireRequest } from './messages.ts';
import { requiredMembers } from './required-members.ts';
import { type UriPattern, uriPattern } from './rest-uri.ts';
import type { S3Address } from './s3-address.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';

/** How requests for one operation look. */
export interface S3Route {
  readonly operation: OperationModel;
  /** Matches what follows the bucket. */
  readonly pattern: UriPattern;
  readonly needsBucket: boolean;
  /** Query parameters and headers without which the request is for another operation. */
  readonly needed: readonly Needed[];
}
interface Needed {
  readonly in: 'query' | 'header';
  readonly name: string;
}

/** The routes of a service, the most particular first. The parameter `x-id`, which only some SDKs send, is left out of them. */
export function s3Routes(model: ServiceModel): readonly S3Route[] {
  return [...model.operations.values()].flatMap(routeOf).sort((a, b) => particularity(b) - particularity(a));
}

/** The route that the request is for: the one its `x-id` names, or else the most particular that it fits. */
export function findS3Route(
  routes: readonly S3Route[],
  request: WireRequest,
  { bucket, path }: S3Address,
): S3Route | undefined {
  const fitting = routes.filter(
    ({ pattern, needsBucket, needed }) =>
      needsBucket === (bucket !== undefined) &&
      needed.every((item) => has(request, item)) &&
      pattern.match(request.method, path, request.query),
  );
  const named = request.query.get('x-id');
  return fitting.find(({ operation }) => operation.name === named) ?? fitting[0];
}

function routeOf(operation: OperationModel): S3Route[] {
  const { http, input } = operation;
  if (!http) return [];
  const pattern = uriPattern(http.method, http.uri.replace(/[?&]x-id=\w+$/, ''));
  if (!input.isStructSchema()) return [{ operation, pattern, needsBucket: false, needed: [] }];
  const members = [...input.structIterator()];
  const required = requiredMembers(input);
  const needed = members.flatMap(([name, member]): Needed[] => {
    const { httpQuery, httpHeader } = member.getMergedTraits();
    if (!required.has(name)) return [];
    if (httpQuery) return [{ in: 'query', name: httpQuery }];
    return httpHeader ? [{ in: 'header', name: httpHeader }] : [];
  });
  const needsBucket = members.some(([name, member]) => name === 'Bucket' && member.getMergedTraits().httpLabel);
  return [{ operation, pattern, needsBucket, needed }];
}

function particularity({ pattern, needed }: S3Route): number {
  return pattern.literalParameters + needed.length;
}

function has(request: WireRequest, { in: place, name }: Needed): boolean {
  return place === 'query' ? request.query.has(name) : headerOf(request, name) !== undefined;
}
