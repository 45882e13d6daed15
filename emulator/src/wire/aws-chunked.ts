import { ServiceError } from '../service.ts';
import { headerOf, type WireRequest } from './messages.ts';

/** The end of a line in the framing. */
const CRLF = Buffer.from('\r\n');

/**
 * Takes an `aws-chunked` body out of its frames and puts its trailers, such as a checksum, among the headers; any other request
 * stays as it is. Signatures of chunks are not checked. Throws `IncompleteBody` when the frames don't hold what was announced.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function withoutAwsChunks(request: WireRequest): WireRequest {
  const encodings = (headerOf(request, 'content-encoding') ?? '').split(',').map((encoding) => encoding.trim());
  if (!encodings.includes('aws-chunked')) return request;
  const { body, trailers } = unframe(Buffer.from(request.body));
  const announced = headerOf(request, 'x-amz-decoded-content-length');
  if (announced === undefined) throw new ServiceError('MissingContentLength', 'x-amz-decoded-content-length', 411);
  if (Number(announced) !== body.byteLength) throw incompleteBody();
  const { 'content-encoding': _, ...headers } = request.headers;
  const remaining = encodings.filter((encoding) => encoding !== 'aws-chunked').join(', ');
  const contentEncoding = remaining === '' ? {} : { 'content-encoding': remaining };
  return { ...request, headers: { ...headers, ...contentEncoding, ...trailers }, body };
}

interface Unframed {
  readonly body: Buffer;
  readonly trailers: Readonly<Record<string, string>>;
}

/** Each frame is its length in hexadecimal, perhaps a signature, and its bytes; one of no bytes ends them. */
function unframe(framed: Buffer): Unframed {
  const parts: Buffer[] = [];
  let position = 0;
  for (;;) {
    const header = lineAt(framed, position);
    const size = Number.parseInt(header.split(';')[0] ?? '', 16);
    if (Number.isNaN(size)) throw incompleteBody();
    position += header.length + CRLF.length;
    if (size === 0) return { body: Buffer.concat(parts), trailers: trailersIn(framed.subarray(position).toString()) };
    if (position + size > framed.byteLength) throw incompleteBody();
    parts.push(framed.subarray(position, position + size));
    position += size + CRLF.length;
  }
}

function lineAt(framed: Buffer, position: number): string {
  const end = framed.indexOf(CRLF, position);
  if (end < 0) throw incompleteBody();
  return framed.toString('latin1', position, end);
}

function trailersIn(text: string): Record<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

function incompleteBody(): ServiceError {
  const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
  return new ServiceError('IncompleteBody', message);
}
