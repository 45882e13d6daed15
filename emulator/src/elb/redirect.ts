import type { RedirectActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RequestFacts } from './conditions.ts';

/**
 * Where a redirect sends a client of an HTTP listener, its keywords `#{host}`, `#{path}` … filled from the request.
 * See https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html#redirect-actions
 */
export function redirectTo(config: RedirectActionConfig, port: number): (facts: RequestFacts) => string {
  return ({ host, path, query }) => {
    const values = { protocol: 'http', host, port: String(port), path: path.replace(/^\//, ''), query };
    const fill = (text = '') =>
      text.replaceAll(/#\{(protocol|host|port|path|query)\}/g, (_keyword, name: keyof typeof values) => values[name]);
    const search = fill(config.Query);
    const address = `${fill(config.Protocol).toLowerCase()}://${fill(config.Host)}:${fill(config.Port)}`;
    return `${address}${fill(config.Path)}${search === '' ? '' : `?${search}`}`;
  };
}
