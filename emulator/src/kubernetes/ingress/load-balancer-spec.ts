import type { Ingress } from '../objects/ingress.ts';
import { type Annotations, annotationsOf } from './annotations.ts';
import { BuildError } from './build-error.ts';
import { loadBalancerName, type NameSpace } from './names.ts';
import type { LoadBalancerSpec } from './stack.ts';

/** A port that an Ingress wants to be reached at. */
export interface ListenPort {
  readonly port: number;
  readonly protocol: string;
}

/** The ports of `listen-ports`, as in `[{"HTTP": 80}, {"HTTPS": 443}]`; HTTP on 80 by default. Throws BuildError. */
export function listenPortsOf({ metadata }: Ingress): readonly ListenPort[] {
  const json = annotationsOf(metadata.annotations).json('listen-ports');
  if (json === undefined) return [{ port: 80, protocol: 'HTTP' }];
  const entries = Array.isArray(json) ? json : [];
  if (entries.length === 0) throw new BuildError(`empty listen-ports configuration: ${JSON.stringify(json)}`);
  return entries.flatMap((entry: unknown) => Object.entries(Object(entry)).map(readPort));
}

function readPort([protocol, port]: [string, unknown]): ListenPort {
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    throw new BuildError(`listen protocol must be within [HTTP, HTTPS]: ${protocol}`);
  }
  if (typeof port === 'number' && port >= 1 && port <= 65_535) return { port, protocol };
  throw new BuildError(`listen port must be within [1, 65535]: ${port}`);
}

/** The load balancer that the members agree on: pkg/ingress/model_build_load_balancer.go. Throws BuildError. */
export function buildLoadBalancer(names: NameSpace, members: readonly Ingress[]): LoadBalancerSpec {
  const all = members.map(({ metadata }) => annotationsOf(metadata.annotations));
  const scheme = agreed(all, 'scheme', 'scheme') ?? 'internal';
  if (scheme !== 'internal' && scheme !== 'internet-facing') throw new BuildError(`unknown scheme: ${scheme}`);
  const name = agreed(all, 'load-balancer-name', 'load balancer name');
  if (name !== undefined && name.length > 32) {
    throw new BuildError('load balancer name cannot be longer than 32 characters');
  }
  const subnets = agreed(all, 'subnets', 'subnets');
  return {
    name: name ?? loadBalancerName(names, scheme),
    scheme,
    subnets: subnets?.split(',').map((subnet) => subnet.trim()),
    attributes: all.flatMap((annotations) => annotations.pairs('load-balancer-attributes')),
  };
}

function agreed(all: readonly Annotations[], suffix: string, what: string): string | undefined {
  const given = new Set(all.flatMap((annotations) => annotations.text(suffix) ?? []));
  if (given.size > 1) throw new BuildError(`conflicting ${what}: ${[...given].join(', ')}`);
  return [...given][0];
}
