import { isDeepStrictEqual } from 'node:util';

type Fields = Readonly<Record<string, unknown>>;

/** One service of an action; the controller takes ports as numbers and as text, of numbers or names. */
export interface ActionService {
  readonly name: string;
  readonly port: string;
  readonly weight: number;
}
interface ReadService extends Omit<ActionService, 'weight'> {
  /** Null where none is written. */
  readonly weight: number | null;
}
/** @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions */
export interface ForwardAction {
  readonly services: readonly ReadService[];
  readonly sticky: boolean;
}

export const actionAnnotation = (action: string): string => `alb.ingress.kubernetes.io/actions.${action}`;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The controller is written in Go, which reads names of fields in any case. */
const field = (fields: Fields, name: string): unknown =>
  Object.entries(fields).findLast(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

const objectIn = (fields: Fields, name: string): Fields => {
  const value = field(fields, name);
  return isObject(value) ? value : {};
};

const without = (fields: Fields, ...names: readonly string[]): Fields => {
  const gone = names.map((name) => name.toLowerCase());
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !gone.includes(key.toLowerCase())));
};

const parsed = (json: string | undefined): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const targetsIn = (forwardConfig: Fields): readonly Fields[] => {
  const targets = field(forwardConfig, 'targetGroups');
  return Array.isArray(targets) ? targets.filter(isObject) : [];
};

const serviceOf = (target: Fields): ReadService => {
  const weight = field(target, 'weight');
  return {
    name: String(field(target, 'serviceName') ?? field(target, 'targetGroupARN') ?? ''),
    port: String(field(target, 'servicePort') ?? ''),
    weight: typeof weight === 'number' ? weight : null,
  };
};

/** What an action says; null for anything but a forward, and for what is no JSON. */
export const readAction = (json: string): ForwardAction | null => {
  const action = parsed(json);
  if (action === undefined || field(action, 'type') !== 'forward') return null;
  const forwardConfig = objectIn(action, 'forwardConfig');
  return {
    services: targetsIn(forwardConfig).map(serviceOf),
    sticky: field(objectIn(forwardConfig, 'targetGroupStickinessConfig'), 'enabled') === true,
  };
};

/** The action with these services and no others, in the order of their names and without stickiness; what else it says stays. */
export const withServices = (json: string | undefined, services: readonly ActionService[]): Fields => {
  const action = parsed(json) ?? {};
  const forwardConfig = objectIn(action, 'forwardConfig');
  const present = targetsIn(forwardConfig);
  const targetOf = ({ name, port, weight }: ActionService): Fields => {
    const target = present.find((one) => serviceOf(one).name === name) ?? {};
    const servicePort = field(target, 'servicePort') ?? port;
    return { ...without(target, 'serviceName', 'servicePort', 'weight'), serviceName: name, servicePort, weight };
  };
  return {
    ...without(action, 'type', 'forwardConfig', 'targetGroupARN'),
    type: 'forward',
    forwardConfig: {
      ...without(forwardConfig, 'targetGroups', 'targetGroupStickinessConfig'),
      targetGroups: services.toSorted((one, other) => (one.name < other.name ? -1 : 1)).map(targetOf),
      targetGroupStickinessConfig: { enabled: false },
    },
  };
};

/** True where the annotation says this already, in whatever order of fields. */
export const says = (json: string | undefined, action: Fields): boolean => isDeepStrictEqual(parsed(json), action);
