import type { Cause } from '../api/status-error.ts';
import type { Ingress, IngressBackend, IngressClass, IngressPath } from '../objects/ingress.ts';
import { invalidValue, required, unsupported, when } from './causes.ts';
import { dnsLabelCauses } from './names.ts';

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];

export function ingressCauses({ spec = {} }: Ingress): readonly Cause[] {
  const { rules = [], defaultBackend } = spec;
  const nothing = rules.length === 0 && defaultBackend === undefined;
  const why = 'either `defaultBackend` or `rules` must be specified';
  return [
    ...when(nothing, () => invalidValue('spec', {}, why)),
    ...(defaultBackend === undefined ? [] : backendCauses(defaultBackend, 'spec.defaultBackend')),
    ...rules.flatMap(({ http, host = '' }, index) => [
      ...when(/[A-Z_/:]|^\d+(\.\d+){3}$/.test(host), () =>
        invalidValue(`spec.rules[${index}].host`, host, 'must be a DNS name, not an IP address'),
      ),
      ...pathsCauses(http?.paths ?? [], `spec.rules[${index}].http.paths`, http !== undefined),
    ]),
  ];
}

function pathsCauses(paths: readonly IngressPath[], field: string, wanted: boolean): readonly Cause[] {
  if (paths.length === 0) return when(wanted, () => required(field));
  return paths.flatMap((path, index) => pathCauses(path, `${field}[${index}]`));
}

function pathCauses({ path = '', pathType, backend }: IngressPath, field: string): readonly Cause[] {
  const typed = pathTypes.includes(pathType);
  const absolute = path.startsWith('/') || (pathType === 'ImplementationSpecific' && path === '');
  const tangled = pathType !== 'ImplementationSpecific' && /\/\/|\/\.\.?(\/|$)|%2f/i.test(path);
  return [
    ...when(!typed, () => unsupported(`${field}.pathType`, pathType, pathTypes)),
    ...when(typed && !absolute, () => invalidValue(`${field}.path`, path, 'must be an absolute path')),
    ...when(tangled, () => invalidValue(`${field}.path`, path, "must not contain '//', '/./', '/../' or '%2f'")),
    ...backendCauses(backend, `${field}.backend`),
  ];
}

function backendCauses({ service, resource }: IngressBackend, field: string): readonly Cause[] {
  if (service !== undefined && resource !== undefined) {
    return [invalidValue(field, '', 'cannot set both resource and service backends')];
  }
  if (resource !== undefined) return [];
  if (service === undefined) return [required(field, 'resource or service backend is required')];
  const { name, number } = service.port ?? {};
  const portField = `${field}.service.port`;
  return [
    ...dnsLabelCauses(`${field}.service.name`, service.name),
    ...when(name !== undefined && number !== undefined, () =>
      invalidValue(field, '', 'cannot set both port name & port number'),
    ),
    ...when(name === undefined && number === undefined, () => required(field, 'port name or number is required')),
    ...when(name !== undefined && !/^(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/.test(name), () =>
      invalidValue(`${portField}.name`, name, 'must be a port name of at most 15 characters'),
    ),
    ...when(number !== undefined && (number < 1 || number > 65_535), () =>
      invalidValue(`${portField}.number`, number, 'must be between 1 and 65535, inclusive'),
    ),
  ];
}

export function ingressClassCauses({ spec }: IngressClass): readonly Cause[] {
  const controller = spec?.controller ?? '';
  if (controller === '') return [required('spec.controller')];
  return when(!/^[a-z0-9.-]+\/[-A-Za-z0-9/_.~]+$/.test(controller), () =>
    invalidValue('spec.controller', controller, 'must be a domain-prefixed path (such as "acme.io/foo")'),
  );
}
