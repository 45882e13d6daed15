import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate authority of the tests' own, and what a server needs that it vouches for. */
export interface Certificates {
  /** The authority, as PEM. */
  readonly ca: string;
  /** Options with which a server has this name. */
  readonly options: readonly string[];
  drop(): void;
}

/** Makes both with OpenSSL, valid for a day. */
export const makeCertificates = (name = 'localhost'): Certificates => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-certificates-'));
  const at = (file: string): string => join(folder, file);
  const openssl = (...words: readonly string[]) => execFileSync('openssl', words, { stdio: 'pipe' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  const authority = ['-keyout', at('ca.key'), '-out', at('ca.pem'), '-days', '1', '-subj', '/CN=tests'];
  openssl('req', '-x509', ...key, ...authority);
  openssl('req', ...key, '-keyout', at('server.key'), '-out', at('server.csr'), '-subj', `/CN=${name}`);
  writeFileSync(at('names'), `subjectAltName=DNS:${name}`);
  const signed = [
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-days',
    '1',
    '-extfile',
    at('names'),
  ];
  openssl('x509', '-req', '-in', at('server.csr'), '-out', at('server.pem'), ...signed);
  return {
    ca: readFileSync(at('ca.pem'), 'utf8'),
    options: [`--ssl-ca=${at('ca.pem')}`, `--ssl-cert=${at('server.pem')}`, `--ssl-key=${at('server.key')}`],
    drop: () => rmSync(folder, { recursive: true, force: true }),
  };
};
