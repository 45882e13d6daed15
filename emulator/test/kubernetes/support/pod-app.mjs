// A program for pods of tests. VERSION is what it answers; MODE makes it misbehave.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { MODE = '', VERSION = '', PORT, HOST } = process.env;
const say = (line) => process.stdout.write(`${line}\n`);
let healthy = MODE !== 'unready';

if (MODE === 'crash') {
  say(`crashing ${VERSION}`);
  process.exit(3);
}
if (MODE === 'task') {
  say('task done');
  process.exit(0);
}

const filesIn = (folder) => {
  const names = readdirSync(folder).filter((name) => !name.startsWith('..'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]));
};

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://pod');
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (pathname === '/health') return answer(healthy ? 200 : 503, { healthy });
  if (pathname === '/break') healthy = false;
  if (pathname === '/env') return answer(200, { value: process.env[searchParams.get('name')] ?? null });
  if (pathname === '/files') return answer(200, filesIn(process.env[searchParams.get('folder')]));
  if (pathname === '/headers') return answer(200, request.headers);
  answer(200, { version: VERSION, pod: process.env.HOSTNAME, pid: process.pid, path: request.url });
});
server.listen(Number(PORT), HOST, () => say(`listening ${VERSION}`));

process.on('SIGTERM', () => {
  say('asked to stop');
  if (MODE === 'stubborn') return;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
