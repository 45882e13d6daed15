import http, { type Agent, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { UNREACHABLE } from '../host-endpoint.ts';
import { answerHeaders } from './headers.ts';
import type { DeliveryFailure } from './route.ts';
import type { Target } from './target.ts';

/** One request on its way to a target's port on 127.0.0.1. */
export interface Forwarding {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly agent: Agent;
  readonly target: Target;
  readonly hostPort: number;
  readonly headers: string[];
  /** Added to the target's answer, flat as in `rawHeaders`. */
  readonly addedHeaders: readonly string[];
  /** Real time: a target's work is real. */
  readonly idleTimeoutMs: number;
}

/** What became of it. Nothing is told when the client went away first (ALB logs that as 460). */
export interface ForwardingOutcome {
  answered(statusCode: number, seconds: number): void;
  failed(reason: DeliveryFailure): void;
}

/** Streams the request to the target and the answer back. Connections to targets are kept alive and reused. */
export function forward(forwarding: Forwarding, outcome: ForwardingOutcome): void {
  const { request, response, target, idleTimeoutMs } = forwarding;
  const startedAt = performance.now();
  const ageMs = () => performance.now() - startedAt;
  const upstream = open(forwarding);
  const inFlight = { ageMs, cut: () => upstream.destroy() };
  let idle = false;
  target.inFlight.add(inFlight);
  upstream.setTimeout(idleTimeoutMs, () => {
    idle = true;
    upstream.destroy();
  });
  upstream.on('response', (answer) => {
    outcome.answered(answer.statusCode ?? 502, ageMs() / 1000);
    stream(answer, forwarding);
  });
  upstream.on('error', (error: NodeJS.ErrnoException) => {
    if (response.destroyed || response.writableEnded) return;
    if (response.headersSent) response.destroy();
    else if (idle) outcome.failed('idle');
    else outcome.failed(UNREACHABLE.has(error.code ?? '') ? 'unreachable' : 'broken');
  });
  upstream.on('close', () => target.inFlight.delete(inFlight));
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
  if (hasBody(request)) request.pipe(upstream);
  else upstream.end();
}

function open({ request, agent, hostPort, headers }: Forwarding): ClientRequest {
  return http.request({
    agent,
    host: '127.0.0.1',
    port: hostPort,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers,
    setHost: false,
  });
}

function stream(answer: IncomingMessage, { response, addedHeaders }: Forwarding): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', answerHeaders(answer, addedHeaders));
  answer.on('error', () => response.destroy());
  answer.pipe(response);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
