/** A service that greets, or answers errors to everybody but health checks. */
import { createServer } from 'node:http';
import process from 'node:process';

const { PORT = '8080', VERSION, FAIL, GREETING } = process.env;
const server = createServer({ keepAliveTimeout: 70_000 }, (request, response) => {
  response.writeHead(FAIL === 'yes' && request.url !== '/healthz' ? 500 : 200);
  response.end(`${GREETING} from ${VERSION}`);
});
server.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => server.close());
