import { ServiceError } from '../service.ts';
import { notEmulated } from './faults.ts';

/** A key that Modify…Attributes knows: its default, the values AWS takes, and (when fewer) those modelled here. */
interface AttributeRule {
  readonly initial: string;
  readonly legal: RegExp | readonly [least: number, most: number];
  readonly modelled?: RegExp;
}
export type AttributeRules = Readonly<Record<string, AttributeRule>>;

const FLAG = /^(true|false)$/;

/** The attributes of an Application Load Balancer that mean something here. */
export const LOAD_BALANCER_ATTRIBUTES: AttributeRules = {
  'idle_timeout.timeout_seconds': { initial: '60', legal: [1, 4000] },
  'deletion_protection.enabled': { initial: 'false', legal: FLAG },
};

/** The attributes of an HTTP target group, with AWS's defaults. */
export const TARGET_GROUP_ATTRIBUTES: AttributeRules = {
  'deregistration_delay.timeout_seconds': { initial: '300', legal: [0, 3600] },
  'stickiness.enabled': { initial: 'false', legal: FLAG },
  'stickiness.type': { initial: 'lb_cookie', legal: /^(lb_cookie|app_cookie)$/, modelled: /^lb_cookie$/ },
  'stickiness.lb_cookie.duration_seconds': { initial: '86400', legal: [1, 604_800] },
  'slow_start.duration_seconds': { initial: '0', legal: /^(0|[3-9]\d|[1-8]\d\d|900)$/, modelled: /^0$/ },
  'load_balancing.algorithm.type': {
    initial: 'round_robin',
    legal: /^(round_robin|least_outstanding_requests|weighted_random)$/,
    modelled: /^round_robin$/,
  },
  'load_balancing.algorithm.anomaly_mitigation': { initial: 'off', legal: /^(on|off)$/, modelled: /^off$/ },
  'load_balancing.cross_zone.enabled': {
    initial: 'use_load_balancer_configuration',
    legal: /^(true|false|use_load_balancer_configuration)$/,
  },
  'target_group_health.dns_failover.minimum_healthy_targets.count': {
    initial: '1',
    legal: /^(off|[1-9]\d*)$/,
    modelled: /^(off|1)$/,
  },
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': {
    initial: 'off',
    legal: /^(off|[1-9]\d?|100)$/,
    modelled: /^off$/,
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': { initial: '1', legal: /^[1-9]\d*$/ },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': {
    initial: 'off',
    legal: /^(off|[1-9]\d?|100)$/,
    modelled: /^off$/,
  },
};

/** One entry of a Modify…Attributes call. */
export interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Every known key at its default. */
export function initialAttributes(rules: AttributeRules): Map<string, string> {
  return new Map(Object.entries(rules).map(([key, rule]) => [key, rule.initial]));
}

/** The changes as they may be written, or throws `InvalidConfigurationRequest` before anything has changed. */
export function checkAttributes(rules: AttributeRules, changes: readonly Attribute[]): ReadonlyMap<string, string> {
  return new Map(changes.map(({ Key = '', Value = '' }) => [Key, checkAttribute(rules, Key, Value)]));
}

function checkAttribute(rules: AttributeRules, key: string, value: string): string {
  const rule = rules[key];
  if (!rule) throw invalidConfiguration(`Attribute key '${key}' is not recognized`);
  if (!isLegal(rule.legal, value))
    throw invalidConfiguration(`Attribute value '${value}' of key '${key}' is not valid`);
  if (rule.modelled && !rule.modelled.test(value)) throw notEmulated(`${key}=${value}`);
  return value;
}

function isLegal(legal: AttributeRule['legal'], value: string): boolean {
  if (legal instanceof RegExp) return legal.test(value);
  const [least, most] = legal;
  return /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
}

/** A configuration that contradicts itself or another resource. */
export function invalidConfiguration(message: string): ServiceError {
  return new ServiceError('InvalidConfigurationRequestException', message);
}

/** The attributes as the API lists them. */
export function listAttributes(attributes: ReadonlyMap<string, string>): { Key: string; Value: string }[] {
  return [...attributes].map(([Key, Value]) => ({ Key, Value }));
}

/** A numeric attribute; every key has a default, so a missing one is a mistake of ours. */
export function numberAttribute(attributes: ReadonlyMap<string, string>, key: string): number {
  const value = attributes.get(key);
  if (value === undefined) throw new Error(`attribute ${key} has no value`);
  return Number(value);
}
