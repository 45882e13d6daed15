import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { Agent, type Dispatcher, interceptors } from 'undici';
import { TidegateError } from '../../domain/errors.ts';

export interface ApiRequest {
  /** What is created by POST has a name of our own, so that asking again creates no second one. */
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly body?: unknown;
}
export interface ApiAnswer {
  readonly status: number;
  /** At most as many bytes as asked for. */
  readonly text: string;
}

/** One Kubernetes API server. */
export interface ApiServer {
  /** Throws `ClusterUnreachable` when nothing answers within 5 s; whatever is answered is an answer, redirects too. */
  send(request: ApiRequest, maxBytes?: number): Promise<ApiAnswer>;
}

const timeoutMs = 5000;
const connectTimeoutMs = 1000;

/**
 * Speaks to the API server with the TLS and credentials of a kubeconfig, in raw JSON: the client's typed models drop fields
 * that are newer than the client, and a clone must drop none.
 */
export const apiServer = async (kubeConfig: KubeConfig): Promise<ApiServer> => {
  const origin = kubeConfig.getCurrentCluster()?.server ?? '';
  const { headers, connect } = await credentialsOf(kubeConfig);
  const dispatcher = new Agent({ connect: { ...connect, timeout: connectTimeoutMs } }).compose(connectionRetry());
  return {
    send: async ({ method, path, query, contentType = 'application/json', body }, maxBytes = Infinity) => {
      const request = {
        path: query === undefined ? path : `${path}?${new URLSearchParams(query)}`,
        headers: body === undefined ? headers : { ...headers, 'content-type': contentType },
        body: body === undefined ? null : JSON.stringify(body),
      };
      try {
        const signal = AbortSignal.timeout(timeoutMs);
        const answer = await dispatcher.request({ origin, method, signal, ...request });
        return { status: answer.statusCode, text: await textOf(answer, maxBytes) };
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        const message = `the Kubernetes API at ${origin} does not answer ${method} ${path}: ${why}`;
        throw new TidegateError('ClusterUnreachable', message, { cause });
      }
    },
  };
};

const lostConnections = [
  ...['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'ENETDOWN', 'ENETUNREACH', 'EHOSTDOWN', 'EHOSTUNREACH', 'EPIPE'],
  ...['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT'],
];

/**
 * A connection that broke while the function was frozen, or that was not made in a second, is no failure; an answer, whatever its
 * status, is never asked for again.
 */
const connectionRetry = () =>
  interceptors.retry({
    ...{ maxRetries: 2, minTimeout: 50, methods: ['GET', 'POST', 'PATCH', 'DELETE'], statusCodes: [] },
    errorCodes: lostConnections,
  });

const credentialsOf = async (kubeConfig: KubeConfig) => {
  const options: RequestOptions = {};
  await kubeConfig.applyToHTTPSOptions(options);
  const { ca, cert, key, rejectUnauthorized, servername } = options;
  const tls = { ca, cert, key, rejectUnauthorized, servername };
  return {
    headers: { accept: '*/*', ...(options.headers as Record<string, string>) },
    connect: Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined)),
  };
};

const textOf = async ({ body }: Dispatcher.ResponseData, maxBytes: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxBytes) break;
  }
  const all = Buffer.concat(chunks);
  return all.subarray(0, Math.min(maxBytes, all.length)).toString();
};

/** Opens each kubeconfig once, so that a warm function keeps its connections. */
export const openedOnce = (open: (kubeConfig: KubeConfig) => Promise<ApiServer> = apiServer) => {
  const opened = new WeakMap<KubeConfig, Promise<ApiServer>>();
  return (kubeConfig: KubeConfig): Promise<ApiServer> => {
    const server = opened.get(kubeConfig) ?? open(kubeConfig);
    opened.set(kubeConfig, server);
    return server;
  };
};
