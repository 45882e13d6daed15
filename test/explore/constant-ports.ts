import { afterwards } from '../../src/release/afterwards.ts';
import { home } from '../support/release-facts.ts';
import { imageOf, policyFor, type SecondPush, versions } from './facts.ts';

export type Ports = Readonly<Record<string, Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>>>;
export type ConstantPorts = Readonly<Record<string, (ports: Ports, ...args: unknown[]) => unknown>>;

const found = (version: (typeof versions)[number] | undefined) =>
  version && { digest: version.digest, image: imageOf(version.digest), tags: [version.tag] };

/** Calls that always get the same answer and change nothing that anybody reads: they are no scheduling points. */
export const constantPorts = (secondPush: SecondPush, weights: readonly number[]): ConstantPorts => {
  const policy = policyFor(secondPush, weights);
  return {
    'announcer.announce': () => undefined,
    'history.write': () => undefined,
    'history.list': () => [],
    'policies.of': () => policy,
    'policies.ofRepository': () => [policy],
    'policies.services': () => [policy.service],
    'policies.registered': () => ({ policy, appliedAt: null }),
    'pacing.take': () => 0,
    'guards.servicesOf': () => [policy.service],
    'images.resolve': (_, _repository, tag) => found(versions.find((version) => version.tag === tag)),
    'images.byDigest': (_, _repository, digest) => found(versions.find((version) => version.digest === digest)),
    'flags.locate': () => home,
    'knocker.knock': () => ({ status: 200, body: 'ok' }),
    'workload.restoreFloor': () => undefined,
    'afterwards.': (ports) => afterwards(ports as never),
  };
};
