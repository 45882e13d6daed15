import { at } from '../objects/json.ts';
import type { ResourceName } from '../objects/kinds.ts';
import type { KubeObject } from '../objects/meta.ts';
import { badRequest } from './status-error.ts';

const everywhere = ['metadata.name', 'metadata.namespace'];
const further: Partial<Record<ResourceName, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
  ],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  secrets: ['type'],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  replicasets: ['status.replicas'],
  jobs: ['status.successful'],
};

/** Reads a `fieldSelector` parameter; a field that the resource does not index is a 400, as on the real server. */
export function fieldSelector(plural: ResourceName, text: string): (object: KubeObject) => boolean {
  const terms = text.split(',').filter((term) => term !== '');
  const tests = terms.map((term) => fieldTest(plural, term));
  return (object) => tests.every((test) => test(object));
}

function fieldTest(plural: ResourceName, term: string): (object: KubeObject) => boolean {
  const [, field = '', operator = '', wanted = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(term) ?? [];
  if (operator === '') throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  if (![...everywhere, ...(further[plural] ?? [])].includes(field)) {
    throw badRequest(`field label not supported: ${field}`);
  }
  const path = field.split('.');
  return (object) => (String(at(object, ...path) ?? '') === wanted) === (operator !== '!=');
}
