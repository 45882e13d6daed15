/** A REST operation's URI pattern, as in `/applications/{ApplicationId}/environments?kind=x`. */
export interface UriPattern {
  /** The path's labels, percent-decoded, or undefined when the request is for another operation. */
  match(method: string, path: string, query: URLSearchParams): Readonly<Record<string, string>> | undefined;
  /** How many path segments are fixed: of two patterns that match, the one with more of them is meant. */
  readonly literalSegments: number;
  /** How many query parameters are fixed. */
  readonly literalParameters: number;
}

/** Compiles a Smithy `http` trait; `{name+}` matches several segments. */
export function uriPattern(method: string, uri: string): UriPattern {
  const [path = '/', fixedQuery = ''] = uri.split('?');
  const segments = path.split('/').filter(Boolean);
  const expression = new RegExp(`^${segments.map((segment) => `/${segmentExpression(segment)}`).join('')}/?$`);
  const required = [...new URLSearchParams(fixedQuery)];

  return {
    literalSegments: segments.filter((segment) => !segment.startsWith('{')).length,
    literalParameters: required.length,
    match(requestMethod, requestPath, query) {
      if (requestMethod !== method) return undefined;
      if (!required.every(([name, value]) => query.get(name) === value)) return undefined;
      const labels = expression.exec(requestPath);
      return labels ? decodeAll(labels.groups ?? {}) : undefined;
    },
  };
}

function segmentExpression(segment: string): string {
  const label = /^\{(\w+)(\+?)\}$/.exec(segment);
  if (!label) return segment.replace(/[^\w-]/g, '\\$&');
  return label[2] ? `(?<${label[1]}>.+)` : `(?<${label[1]}>[^/]+)`;
}

function decodeAll(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, decodeURIComponent(value)]));
}
