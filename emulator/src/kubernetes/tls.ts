import { generate } from 'selfsigned';

/** A certificate for 127.0.0.1 and localhost that is its own authority, and its key; all PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** What stands in a certificate's place where connections are in memory and TLS is only said. */
export const noCertificate: Certificate = { cert: 'connections in memory have no certificate\n', key: '' };

/** Makes a fresh certificate on P-256, which takes a few milliseconds. */
export async function selfSignedCertificate(commonName: string): Promise<Certificate> {
  const pems = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert: pems.cert, key: pems.private };
}
