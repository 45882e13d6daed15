import type { ServerResponse } from 'node:http';
import type { Api } from '../api/api.ts';
import { badRequest, notFound } from '../api/status-error.ts';
import type { LogLine, LogSource } from '../kubelet/container-log.ts';
import type { Pod } from '../objects/pod.ts';
import type { Reply } from './reply.ts';
import type { RequestInfo } from './request-info.ts';

/** Where the output of a container is kept; undefined when it never started. */
export type LogOf = (pod: Pod, container: string, previous: boolean) => LogSource | undefined;

/** Answers `pods/NAME/log` with `container`, `previous`, `tailLines`, `limitBytes`, `timestamps`, `sinceSeconds`, `sinceTime` and `follow`. */
export function podLog(api: Api, logOf: LogOf, now: number, info: RequestInfo): Reply {
  const { resource, namespace = '', name = '', query } = info;
  const pod = api.get('pods', { namespace, name });
  if (pod === undefined) throw notFound(resource, name);
  const container = containerNamed(pod, query.get('container'));
  const source = logOf(pod, container, query.get('previous') === 'true');
  if (source === undefined) throw notStarted(pod, container, query.get('previous') === 'true');
  const print = (line: LogLine) => printed(line, query.get('timestamps') === 'true');
  const text = limited(selected(source.lines(), query, now).map(print).join(''), query.get('limitBytes'));
  if (query.get('follow') !== 'true') return { code: 200, body: text };
  return { stream: (response) => follow(source, response, text, print) };
}

function containerNamed({ spec, metadata }: Pod, wanted: string | null): string {
  const names = [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name);
  const [only] = spec.containers;
  if (wanted === null && spec.containers.length === 1 && only !== undefined) return only.name;
  if (wanted === null) {
    const choices = names.join(' ');
    throw badRequest(`a container name must be specified for pod ${metadata.name}, choose one of: [${choices}]`);
  }
  if (names.includes(wanted)) return wanted;
  throw badRequest(`container ${wanted} is not valid for pod ${metadata.name}`);
}

function notStarted(pod: Pod, container: string, previous: boolean): Error {
  const where = `container "${container}" in pod "${pod.metadata.name}"`;
  if (previous) return badRequest(`previous terminated ${where} not found`);
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status;
  const status = [...initContainerStatuses, ...containerStatuses].find(({ name }) => name === container);
  return badRequest(`${where} is waiting to start: ${status?.state.waiting?.reason ?? 'ContainerCreating'}`);
}

function selected(lines: readonly LogLine[], query: URLSearchParams, now: number): readonly LogLine[] {
  const tail = query.get('tailLines');
  const since = sinceMs(query, now);
  const recent = lines.filter(({ at }) => at >= since);
  if (tail === null) return recent;
  return Number(tail) === 0 ? [] : recent.slice(-Number(tail));
}

/** From when on, in emulated epoch milliseconds; times are whole seconds, as the API's are. */
function sinceMs(query: URLSearchParams, now: number): number {
  const [seconds, time] = [query.get('sinceSeconds'), query.get('sinceTime')];
  if (seconds !== null && time !== null)
    throw badRequest('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (seconds !== null) return now - Number(seconds) * 1000;
  if (time === null) return 0;
  const at = Date.parse(time);
  if (Number.isNaN(at)) throw badRequest(`parsing time "${time}" as RFC 3339 failed`);
  return at;
}

function printed({ at, text }: LogLine, timestamps: boolean): string {
  return timestamps ? `${new Date(at).toISOString()} ${text}\n` : `${text}\n`;
}

function limited(text: string, limitBytes: string | null): string {
  return limitBytes === null ? text : Buffer.from(text).subarray(0, Number(limitBytes)).toString();
}

function follow(source: LogSource, response: ServerResponse, text: string, print: (line: LogLine) => string): void {
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.write(text);
  const stop = source.follow(
    (line) => void response.write(print(line)),
    () => void response.end(),
  );
  response.once('close', stop);
}
