import type { ConstantPorts } from '../constant-ports.ts';
import { database, found, otherService, policyOf, release, type Setting } from './facts.ts';

/** Calls that always get the same answer and change nothing that anybody reads: they are no scheduling points. */
export const constantPorts = (setting: Setting): ConstantPorts => {
  const policies = new Map([release.service, otherService].map((service) => [service, policyOf(service, setting)]));
  return {
    'announcer.announce': () => undefined,
    'policies.of': (_, service) => policies.get(String(service)),
    'images.resolve': () => found,
    'evidence.alarms': () => [],
    'databases.all': () => [database],
  };
};
