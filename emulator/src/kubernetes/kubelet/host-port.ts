import { createServer } from 'node:net';

// Below the ports that systems hand out to outgoing connections (32768 and up on Linux), so that none takes a pod's port.
const firstPort = 20_000;
const portCount = 10_000;

let next = (process.pid * 97) % portCount;

/** A port of 127.0.0.1 that nothing listens on; each call tries another one first. */
export async function freeHostPort(): Promise<number> {
  for (let tries = 0; tries < portCount; tries += 1) {
    const port = firstPort + next;
    next = (next + 1) % portCount;
    if (await isFree(port)) return port;
  }
  throw new Error(`No port between ${firstPort} and ${firstPort + portCount - 1} is free.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
