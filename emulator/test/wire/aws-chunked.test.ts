import { describe, expect, it } from '@jest/globals';
import { withoutAwsChunks } from '../../src/wire/aws-chunked.ts';
import type { WireRequest } from '../../src/wire/messages.ts';

const request = (body: string, headers: Record<string, string> = {}): WireRequest => ({
  method: 'PUT',
  path: '/bucket/key',
  query: new URLSearchParams(),
  headers: { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '8', ...headers },
  body: Buffer.from(body),
});
const unframed = (framed: WireRequest) => {
  const { body, headers } = withoutAwsChunks(framed);
  return { body: Buffer.from(body).toString(), headers };
};

describe('an aws-chunked body', () => {
  it('is what its frames hold, with its trailers among the headers', () => {
    const { body, headers } = unframed(request('5\r\nhello\r\n3\r\nyou\r\n0\r\nX-Amz-Checksum-Crc32:abc=\r\n\r\n'));
    expect(body).toBe('helloyou');
    expect(headers).toMatchObject({ 'x-amz-checksum-crc32': 'abc=' });
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('may have a signature in each frame, and line ends in its content', () => {
    const framed = '8;chunk-signature=ab12\r\na\r\nb\r\nc\n\r\n0;chunk-signature=cd34\r\n\r\n';
    expect(unframed(request(framed)).body).toBe('a\r\nb\r\nc\n');
  });

  it('keeps the encoding that its content has', () => {
    const framed = request('8\r\n12345678\r\n0\r\n\r\n', { 'content-encoding': 'gzip, aws-chunked' });
    expect(unframed(framed).headers['content-encoding']).toBe('gzip');
  });

  it.each([
    ['ends within a frame', '8\r\n1234'],
    ['ends without a last frame', '8\r\n12345678\r\n'],
    ['has no length at its head', 'x\r\n12345678\r\n'],
    ['holds less than was announced', '4\r\n1234\r\n0\r\n\r\n'],
  ])('is refused when it %s', (_what, framed) => {
    expect(() => withoutAwsChunks(request(framed))).toThrow(expect.objectContaining({ name: 'IncompleteBody' }));
  });

  it('is nothing to other requests, which stay as they are', () => {
    const plain = request('5\r\nhello', { 'content-encoding': 'gzip' });
    expect(withoutAwsChunks(plain)).toBe(plain);
  });
});
