import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IngressPath } from '../objects/ingress.ts';
import { BuildError } from './build-error.ts';
import { GoFields } from './go-fields.ts';

/**
 * The conditions of the rule for one path: its host and path, with what the `conditions.<name>` annotation adds. Follows
 * pkg/ingress/model_build_listener_rules.go.
 */
export function ruleConditions(host: string | undefined, path: IngressPath, annotation: unknown): RuleCondition[] {
  const further = readConditions(annotation);
  const valuesOf = (field: string) => further.filter((one) => one.Field === field).flatMap(({ Values = [] }) => Values);
  const hosts = [...(host === undefined || host === '' ? [] : [host]), ...valuesOf('host-header')];
  const paths = [...pathPatterns(path), ...valuesOf('path-pattern')];
  const others = further.filter(({ Field }) => Field !== 'host-header' && Field !== 'path-pattern');
  const all = [
    ...others,
    ...(hosts.length > 0 ? [{ Field: 'host-header', HostHeaderConfig: { Values: hosts } }] : []),
    ...(paths.length > 0 ? [{ Field: 'path-pattern', PathPatternConfig: { Values: paths } }] : []),
  ];
  return all.length > 0 ? all : [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }];
}

/** Exact paths come first, then prefixes, longest first, then the rest in the order given. */
export function inOrderOfMatch(paths: readonly IngressPath[]): readonly IngressPath[] {
  const ofType = (type: string) => paths.filter(({ pathType }) => pathType === type);
  const prefixes = ofType('Prefix').toSorted((one, other) => (other.path ?? '').length - (one.path ?? '').length);
  return [...ofType('Exact'), ...prefixes, ...ofType('ImplementationSpecific')];
}

function pathPatterns({ path = '', pathType }: IngressPath): readonly string[] {
  if (path === '') return [];
  if (pathType === 'ImplementationSpecific') return [path];
  if (pathType === 'Prefix' && path === '/') return ['/*'];
  if (/[*?]/.test(path)) {
    throw new BuildError(`${pathType.toLowerCase()} path shouldn't contain wildcards: ${path}`);
  }
  const bare = path.replace(/\/$/, '');
  return pathType === 'Exact' ? [path] : [bare, `${bare}/*`];
}

function readConditions(annotation: unknown): readonly RuleCondition[] {
  if (annotation === undefined) return [];
  if (!Array.isArray(annotation)) {
    throw new BuildError('json: cannot unmarshal object into Go value of type []ingress.RuleCondition');
  }
  return annotation.map((one) => readCondition(new GoFields(one, 'RuleCondition')));
}

function readCondition(fields: GoFields): RuleCondition {
  const Field = fields.text('field') ?? '';
  const config = (name: string) => {
    const found = fields.object(name, name);
    if (found === undefined) throw new BuildError(`missing ${name}`);
    return found;
  };
  switch (Field) {
    case 'host-header':
      return { Field, Values: [...config('hostHeaderConfig').texts('values')] };
    case 'path-pattern':
      return { Field, Values: [...config('pathPatternConfig').texts('values')] };
    case 'http-header': {
      const header = config('httpHeaderConfig');
      const HttpHeaderName = header.text('httpHeaderName') ?? '';
      return { Field, HttpHeaderConfig: { HttpHeaderName, Values: [...header.texts('values')] } };
    }
    case 'http-request-method':
      return { Field, HttpRequestMethodConfig: { Values: [...config('httpRequestMethodConfig').texts('values')] } };
    case 'query-string':
      return {
        Field,
        QueryStringConfig: { Values: config('queryStringConfig').objects('values', 'Pair').map(pairOf) },
      };
    case 'source-ip':
      return { Field, SourceIpConfig: { Values: [...config('sourceIPConfig').texts('values')] } };
    default:
      throw new BuildError(`unknown condition field: ${Field}`);
  }
}

function pairOf(fields: GoFields) {
  const [Key, Value] = [fields.text('key'), fields.text('value')];
  return { ...(Key === undefined ? {} : { Key }), ...(Value === undefined ? {} : { Value }) };
}
