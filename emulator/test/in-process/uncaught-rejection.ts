/** Invokes the packaged worker of the first argument twice, first with a rejection that nobody catches, and prints the answers. */
import { openWorkshop } from './functions.ts';

const on = await openWorkshop({ zipFile: process.argv[2] ?? '', remove: () => {} });
const rejected = await on.work([{ code: 'void Promise.reject(new TypeError("oops"))' }, { sleepMs: 1000 }]);
const again = await on.work([{ code: '"again"' }]);
process.stdout.write(JSON.stringify([rejected, again]));
await on.cloud.close();
