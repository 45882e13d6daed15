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
  /** Of a failed request: the address of the target that the load balancer had chosen. */
  readonly target?: string;
  /** The load balancer's own answer that the service is closed. */
  readonly isMaintenance?: true;
  /** Sent by a user of the cohort. */
  readonly isCohort?: true;
}

/** A request as one line of the log, without its line break. */
export function logLine({ startMs, endMs, status, answeredBy, routedAt, ...rest }: LoggedRequest): string {
  const times = [Math.round(startMs * 10) / 10, Math.round((endMs - startMs) * 10) / 10];
  const row = [...times, status, answeredBy, routedAt ?? null];
  return JSON.stringify(Object.keys(rest).length === 0 ? row : [...row, rest]);
}

/** Reads a log back, in the order in which the requests were sent. A last line that was cut short is left out. */
export async function readRequestLog(file: string): Promise<LoggedRequest[]> {
  const text = await readFile(file, 'utf8');
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  const rows = complete.split('\n').filter((line) => line !== '');
  return rows.map(parseLine).sort((a, b) => a.startMs - b.startMs);
}

function parseLine(line: string): LoggedRequest {
  const [startMs, tookMs, status, answeredBy, routedAt, rest] = JSON.parse(line) as Row;
  const answer = { startMs, endMs: startMs + tookMs, status, answeredBy, ...rest };
  return routedAt === null ? answer : { ...answer, routedAt };
}

type Row = [
  startMs: number,
  tookMs: number,
  status: number,
  answeredBy: string,
  routedAt: number | null,
  rest?: Pick<LoggedRequest, 'error' | 'target' | 'isMaintenance' | 'isCohort'>,
];

/** A request failed when nobody answered it or the answer was a server's error. A maintenance answer is none: it was announced. */
export function isFailure({ status, isMaintenance }: Pick<LoggedRequest, 'status' | 'isMaintenance'>): boolean {
  return status === 0 || (status >= 500 && isMaintenance !== true);
}
