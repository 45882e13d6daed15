/** The service of all these rehearsals. MODE tells how it misbehaves: crash, unready, smoke (the wrong answer), fail (500s). */
import { createServer } from 'node:http';
import process from 'node:process';

const { GREETING = 'works', MODE = 'good', PORT = '8080', VERSION = '0' } = process.env;
if (MODE === 'crash') {
  console.error('cannot reach the database');
  process.exit(1);
}

const isProbe = (url) => url === '/healthz';
const statusOf = (url) => {
  if (isProbe(url)) return MODE === 'unready' ? 503 : 200;
  return MODE === 'fail' ? 500 : 200;
};

const server = createServer({ keepAliveTimeout: 70_000 }, ({ url }, response) => {
  response.writeHead(statusOf(url), { 'x-version': VERSION });
  response.end(MODE === 'smoke' ? 'maintenance' : GREETING);
});
server.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => server.close());
