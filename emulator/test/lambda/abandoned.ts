/** A process that runs an emulated function and waits to be killed. Prints the process id of the function. */
import { createLambda } from '../../src/lambda/service.ts';
import { createClock } from '../../src/scaled-clock.ts';
import { seededRandom } from '../../src/seeded-random.ts';

const clock = createClock({ scale: 1 });
const place = { accountId: '123456789012', region: 'eu-west-1', clock, random: seededRandom(1) };
const lambda = createLambda(place, { endpoint: () => 'http://127.0.0.1:9' });
lambda.define({ name: 'waits', handler: 'index.handler', directory: process.argv[2] ?? '' });
const { payload } = await lambda.functions.invoke('waits', {}, 'request');
process.stdout.write(`${payload}\n`);
setInterval(() => {}, 1000);
