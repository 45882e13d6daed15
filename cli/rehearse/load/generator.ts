/** The load generator: a process of its own, so that nothing the rehearsal does delays a request. Told by IPC; ends with its parent. */
import { createWriteStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { LoadOrder, LoadTotals } from './messages.ts';
import { createPacer } from './pacing.ts';
import { isFailure, type LoggedRequest, logLine } from './request-log.ts';

const mostInFlight = 256;
const answerTimeoutMs = 10_000;
const tellEveryMs = 200;

const now = (): number => performance.timeOrigin + performance.now();

class Tally {
  sent = 0;
  failed = 0;
  unsent = 0;
  readonly answeredBy: Record<string, { served: number; failed: number }> = {};

  add(request: LoggedRequest): void {
    const failed = isFailure(request);
    const version = this.answeredBy[request.answeredBy] ?? { served: 0, failed: 0 };
    this.answeredBy[request.answeredBy] = version;
    this.sent += 1;
    if (failed) this.failed += 1;
    version[failed ? 'failed' : 'served'] += 1;
  }

  totals(): LoadTotals {
    const { sent, failed, unsent, answeredBy } = this;
    return { sent, failed, unsent, answeredBy };
  }
}

async function ask(pool: Pool, order: LoadOrder): Promise<LoggedRequest> {
  const startMs = now();
  try {
    const answer = await pool.request({ method: 'GET', path: order.path, headers: { ...order.headers } });
    await answer.body.dump();
    const header = order.answeredByHeaders.map((name) => answer.headers[name]).find((value) => value !== undefined);
    const routedAt = Number(answer.headers[order.routedAtHeader]);
    const answered = { startMs, endMs: now(), status: answer.statusCode, answeredBy: String(header ?? '') };
    return routedAt > 0 ? { ...answered, routedAt } : answered;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { startMs, endMs: now(), status: 0, answeredBy: '', error: code };
  }
}

async function run(order: LoadOrder, stop: AbortSignal): Promise<void> {
  const pool = new Pool(order.origin, {
    connections: mostInFlight,
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
  });
  const log = createWriteStream(order.logFile);
  const tally = new Tally();
  const inFlight = new Set<Promise<void>>();
  const telling = setInterval(() => process.send?.(tally.totals()), tellEveryMs);

  const sendOne = (): void => {
    const request = ask(pool, order).then((answered) => {
      inFlight.delete(request);
      tally.add(answered);
      log.write(`${logLine(answered)}\n`);
    });
    inFlight.add(request);
  };

  const pacer = createPacer(order.requestsPerSecond, now());
  while (!stop.aborted) {
    const turn = pacer.next(now(), mostInFlight - inFlight.size);
    tally.unsent += turn.unsent;
    for (let i = 0; i < turn.send; i += 1) sendOne();
    await delay(turn.waitMs);
  }
  await Promise.all(inFlight);
  clearInterval(telling);
  await new Promise<void>((resolve) => log.end(resolve));
  await pool.close();
  process.send?.(tally.totals());
}

const stopping = new AbortController();
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (message: LoadOrder | 'stop') => {
  if (message === 'stop') return stopping.abort();
  void run(message, stopping.signal).then(() => process.disconnect());
});
