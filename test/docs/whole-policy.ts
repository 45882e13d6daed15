/** Policies are told in fragments, and ARNs are shortened: what makes whole policies of them. */
type Fields = Readonly<Record<string, unknown>>;

const balancer = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
const rule = (id: string) => `${balancer}:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/${id}`;
const group = (color: string) => `${balancer}:targetgroup/orders-${color}/73e2d6bc24d8a067`;

/** What stands for an ARN that a page shortens with `…`, by where it is. */
const fullArns: Readonly<Record<string, string>> = {
  'traffic.listenerRule': rule('9683b2d02a6cabee'),
  'traffic.cohort.listenerRule': rule('0e7d02a6cabee968'),
  'traffic.targetGroups.blue': group('blue'),
  'traffic.targetGroups.green': group('green'),
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withFullArns = (value: unknown, path: readonly string[] = []): unknown => {
  if (isFields(value))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withFullArns(one, [...path, key])]));
  if (typeof value !== 'string' || !value.includes('…')) return value;
  const full = fullArns[path.join('.')];
  if (full === undefined) throw new Error(`${path.join('.')} is shortened (${value}), and nothing stands for it`);
  return full;
};

const color = (fields: unknown, key: string): boolean => isFields(fields) && key in fields;

/** A fragment of a policy with what it leaves out, the shortest that fits it. */
export const wholePolicy = (fragment: Fields): Fields => {
  const { workload, traffic = {} } = withFullArns(fragment) as { workload?: Fields; traffic?: Fields };
  const namespaces = workload?.['namespaces'] ?? { blue: 'orders-blue', green: 'orders-green' };
  const green = color(namespaces, 'green') ? { green: group('green') } : {};
  const router = { listenerRule: rule('9683b2d02a6cabee'), targetGroups: { blue: group('blue'), ...green } };
  return {
    service: 'orders',
    image: { repository: 'shop/orders' },
    cluster: 'shop',
    workload: { deployment: 'orders', container: 'app', namespaces },
    health: { alarms: ['tidegate--orders--errors'] },
    ...fragment,
    traffic: 'ingress' in traffic ? traffic : { ...router, ...traffic },
  };
};
