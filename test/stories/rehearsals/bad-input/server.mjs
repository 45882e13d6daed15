/** A service that misbehaves as it is told: crashes, never gets ready, or answers the smoke test wrongly. */
import { createServer } from 'node:http';
import process from 'node:process';

const { MODE = 'good', PORT = '8080', VERSION = '0' } = process.env;
if (MODE === 'crash') {
  console.error('cannot reach the database');
  process.exit(1);
}
const server = createServer({ keepAliveTimeout: 70_000 }, (request, response) => {
  const unready = MODE === 'unready' && request.url === '/healthz';
  response.writeHead(unready ? 503 : 200, { 'x-version': VERSION });
  response.end(MODE === 'smoke' ? 'maintenance' : 'works');
});
server.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => server.close());
