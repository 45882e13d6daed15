import { afterwards } from '../../src/release/afterwards.ts';
import { home } from '../support/release-facts.ts';
import { imageOf, ingressRoute, policyFor, type Setting, versions } from './facts.ts';

export type Ports = Readonly<Record<string, Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>>>;
export type ConstantPorts = Readonly<Record<string, (ports: Ports, ...args: unknown[]) => unknown>>;

const found = (version: (typeof versions)[number] | undefined) =>
  version && { digest: version.digest, image: imageOf(version.digest), tags: [version.tag] };

/** Calls that always get the same answer and change nothing that anybody reads: they are no scheduling points. */
export const constantPorts = (setting: Setting): ConstantPorts => {
  const policy = policyFor(setting);
  return {
    'announcer.announce': () => undefined,
    'history.write': () => undefined,
    'history.list': () => [],
    'verdicts.keep': () => undefined,
    'evidence.baseline': () => null,
    'evidence.spent': () => ({ requests: 0, errors: 0 }),
    'policies.of': () => policy,
    'policies.ofRepository': () => [policy],
    'databases.all': () => [],
    'policies.services': () => [policy.service],
    'policies.registered': () => ({ policy, appliedAt: null }),
    'pacing.take': () => 0,
    'guards.servicesOf': () => [policy.service],
    'images.resolve': (_, _repository, tag) => found(versions.find((version) => version.tag === tag)),
    'images.byDigest': (_, _repository, digest) => found(versions.find((version) => version.digest === digest)),
    'images.pushedBetween': () => [],
    'flags.locate': () => home,
    'knocker.knock': () => ({ status: 200, body: 'ok' }),
    'inspection.ofCluster': () => ({ cluster: {}, stable: {}, candidate: {}, unseen: [] }),
    'inspection.ofAws': () => ({ targetGroups: {}, podIdentities: {}, unseen: [] }),
    'traffic.narrow': () => undefined,
    'routes.ofIngress': () => ingressRoute,
    'afterwards.': (ports) => afterwards(ports as never),
  };
};
