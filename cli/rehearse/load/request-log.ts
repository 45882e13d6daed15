import { readFile } from 'node:fs/promises';

/** One request of the load. Times are real epoch milliseconds. */
export interface LoggedRequest {
  readonly startMs: number;
  readonly endMs: number;
  /** HTTP status, or 0 when there was no answer. */
  readonly status: number;
  /** Who answered, as the configured header says; empty when nobody did. */
  readonly answeredBy: string;
  /** Emulated epoch milliseconds at which the load balancer chose who answers; absent when it did not say. */
  readonly routedAt?: number;
  /** Error code when there was no answer. */
  readonly error?: string;
}

/** A request as one line of the log, without its line break. */
export function logLine({ startMs, endMs, status, answeredBy, routedAt, error }: LoggedRequest): string {
  const times = [Math.round(startMs * 10) / 10, Math.round((endMs - startMs) * 10) / 10];
  return JSON.stringify([...times, status, answeredBy, routedAt ?? null, ...(error === undefined ? [] : [error])]);
}

/** Reads a log back, in the order in which the requests were sent. A last line that was cut short is left out. */
export async function readRequestLog(file: string): Promise<LoggedRequest[]> {
  const text = await readFile(file, 'utf8');
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  const rows = complete.split('\n').filter((line) => line !== '');
  return rows.map(parseLine).sort((a, b) => a.startMs - b.startMs);
}

function parseLine(line: string): LoggedRequest {
  const [startMs, tookMs, status, answeredBy, routedAt, error] = JSON.parse(line) as Row;
  const answer = { startMs, endMs: startMs + tookMs, status, answeredBy };
  return { ...answer, ...(routedAt === null ? {} : { routedAt }), ...(error === undefined ? {} : { error }) };
}

type Row = [
  startMs: number,
  tookMs: number,
  status: number,
  answeredBy: string,
  routedAt: number | null,
  error?: string,
];

/** A request failed when nobody answered it or the answer was a server's error. */
export function isFailure(request: Pick<LoggedRequest, 'status'>): boolean {
  return request.status === 0 || request.status >= 500;
}
