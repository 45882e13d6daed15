import type { IncomingMessage } from 'node:http';
import type { Network } from '../../ports.ts';
import type { Api } from '../api/api.ts';
import type { Machinery } from '../api/machinery.ts';
import { proxied } from './backend-proxy.ts';
import { bodyOf, contentTypeOf } from './body.ts';
import { dispatch } from './dispatch.ts';
import { type LogOf, podLog } from './pod-log.ts';
import type { Reply } from './reply.ts';
import type { RequestInfo } from './request-info.ts';
import { wantsTable } from './table.ts';

export interface HandlerOptions {
  readonly machinery: Machinery;
  readonly api: Api;
  readonly network: Network;
  readonly random: () => number;
  readonly logOf: LogOf;
}

/** What answers authenticated requests to resources. */
export function handler(options: HandlerOptions): (info: RequestInfo, request: IncomingMessage) => Promise<Reply> {
  const { machinery, api, logOf } = options;
  return async (info, request) => {
    if (info.subresource === 'proxy') return proxied(options, info, request);
    if (info.subresource === 'log') return podLog(api, logOf, machinery.clock.now(), info);
    const body = await bodyOf(request);
    const userAgent = request.headers['user-agent'] ?? '';
    const table = wantsTable(request.headers.accept);
    return dispatch(machinery, { info, body, contentType: contentTypeOf(request), userAgent, table });
  };
}
