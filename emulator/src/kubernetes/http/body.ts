import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { badRequest, StatusError, unsupportedMediaType } from '../api/status-error.ts';
import { isObject, type Json, type JsonObject } from '../objects/json.ts';

/** The API server's own limit on request bodies. */
const maxBodyBytes = 3 * 1024 * 1024;

/** The whole body; 413 when it is longer than the API server takes. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) {
      throw new StatusError(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The media type without its parameters. */
export function contentTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The body as JSON; apply patches and `application/yaml` may be YAML. */
export function parsedBody(body: Buffer, contentType: string): Json {
  const text = body.toString();
  const isYaml = contentType.endsWith('yaml') && !/^\s*[{[]/.test(text);
  try {
    return isYaml ? parse(text) : JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw badRequest(`couldn't get version/kind; json parse error: ${why}`);
  }
}

/** The body as an object of the API, as POST and PUT want it. */
export function objectBody(body: Buffer, contentType: string): JsonObject {
  if (!['application/json', 'application/yaml'].includes(contentType)) throw unsupportedMediaType();
  const value = parsedBody(body, contentType);
  if (isObject(value)) return value;
  throw badRequest('the object provided is unrecognized: it is not a JSON object');
}
