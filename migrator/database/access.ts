import { isIP } from 'node:net';

/** An address of a database server. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How to reach the database. It holds the password: it is never logged, and never an argument of a program. */
export interface DatabaseAccess extends Address {
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Where the database is copied to: their lag holds a migration back. */
  readonly replicas: readonly Address[];
  /** PEM: with it, connections are TLS and the server's certificate is verified against it. */
  readonly ca?: string;
}

/** The environment does not say how to reach the database; the message names the variable. */
export class AccessIncomplete extends Error {
  override readonly name = 'AccessIncomplete';
}

const defaultPort = 3306;

const portOf = (text: string, variable: string): number => {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new AccessIncomplete(`${variable} has ${JSON.stringify(text)} as a port; give a number from 1 to 65535.`);
};

const addressOf = (text: string): Address => {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return { host: text, port: defaultPort };
  return { host: text.slice(0, colon), port: portOf(text.slice(colon + 1), 'TIDEGATE_DB_REPLICAS') };
};

const addressesOf = (text: string): readonly Address[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(addressOf);

/** A certificate that is to be verified is a name's: nobody checks the one of an address. */
const refuseAddresses = (hosts: readonly string[]): void => {
  const address = hosts.find((host) => isIP(host) > 0);
  if (address === undefined) return;
  throw new AccessIncomplete(
    `TIDEGATE_DB_CA is set, and ${address} is an address: give the name that is in the certificate.`,
  );
};

/** The access that the container's environment tells; throws AccessIncomplete. */
export const accessFrom = (env: Readonly<Record<string, string | undefined>>): DatabaseAccess => {
  const needed = (variable: string): string => {
    const value = env[variable];
    if (value !== undefined && value !== '') return value;
    throw new AccessIncomplete(`${variable} is not set; take it from a key of the database’s Secret.`);
  };
  const ca = env['TIDEGATE_DB_CA'];
  const host = needed('TIDEGATE_DB_HOST');
  const replicas = addressesOf(env['TIDEGATE_DB_REPLICAS'] ?? '');
  if (ca !== undefined && ca !== '') refuseAddresses([host, ...replicas.map((replica) => replica.host)]);
  return {
    host,
    port: portOf(env['TIDEGATE_DB_PORT'] || String(defaultPort), 'TIDEGATE_DB_PORT'),
    user: needed('TIDEGATE_DB_USER'),
    password: needed('TIDEGATE_DB_PASSWORD'),
    database: needed('TIDEGATE_DB_NAME'),
    replicas,
    ...(ca !== undefined && ca !== '' && { ca }),
  };
};
