/** The load generator: a process of its own, so that nothing the rehearsal does delays a request. Told by IPC; ends with its parent. */
import { createWriteStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { LoadOrder, LoadTotals } from './messages.ts';
import { createPacer } from './pacing.ts';
import { isFailure, type LoggedRequest, logLine } from './request-log.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const mostInFlight = 256;
const answerTimeoutMs = 10_000;
const tellEveryMs = 200;

const now = (): number => performance.timeOrigin + performance.now();

class Tally {
  sent = 0;
  failed = 0;
  maintenance = 0;
  unsent = 0;
  readonly answeredBy: Record<string, { served: number; failed: number }> = {};

  add(request: LoggedRequest): void {
    const failed = isFailure(request);
    const version = this.answeredBy[request.answeredBy] ?? { served: 0, failed: 0 };
    this.answeredBy[request.answeredBy] = version;
    this.sent += 1;
    if (failed) this.failed += 1;
    if (request.isMaintenance) this.maintenance += 1;
    version[failed ? 'failed' : 'served'] += 1;
  }

  totals(): LoadTotals {
    const { sent, failed, maintenance, unsent, answeredBy } = this;
    return { sent, failed, maintenance, unsent, answeredBy };
  }
}

async function ask(pool: Pool, order: LoadOrder, isCohort: boolean): Promise<LoggedRequest> {
  const startMs = now();
  const whose = isCohort ? ({ isCohort } as const) : {};
  const { path, headers } = isCohort && order.cohort ? order.cohort : order;
  let heard: Pick<LoggedRequest, 'target' | 'routedAt'> = {};
  try {
    const answer = await pool.request({ method: 'GET', path, headers: { ...headers } });
    heard = chosenBy(answer.headers, order);
    await answer.body.dump();
    const header = order.answeredByHeaders.map((name) => answer.headers[name]).find((value) => value !== undefined);
    const { statusCode: status } = answer;
    const closed = status === 503 && answer.headers[order.ruleAnswerHeader] !== undefined;
    const { target, ...when } = heard;
    const answered = { startMs, endMs: now(), status, answeredBy: String(header ?? ''), ...when, ...whose };
    if (closed) return { ...answered, isMaintenance: true };
    return target !== undefined && isFailure(answered) ? { ...answered, target } : answered;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { startMs, endMs: now(), status: 0, answeredBy: '', error: code, ...heard, ...whose };
  }
}

/** Whom the load balancer chose, and when. */
function chosenBy(headers: Headers, order: LoadOrder): Pick<LoggedRequest, 'target' | 'routedAt'> {
  const [target, routedAt] = [headers[order.targetHeader], Number(headers[order.routedAtHeader])];
  return {
    ...(target === undefined ? {} : { target: String(target) }),
    ...(routedAt > 0 ? { routedAt } : {}),
  };
}

/** Spreads the cohort's requests evenly among all. */
function isOfCohort(count: number, share: number): boolean {
  return Math.floor((count * share) / 100) > Math.floor(((count - 1) * share) / 100);
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

  let count = 0;
  const sendOne = (): void => {
    count += 1;
    const request = ask(pool, order, isOfCohort(count, order.cohort?.share ?? 0)).then((answered) => {
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
