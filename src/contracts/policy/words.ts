/** The small words of a policy: names, ARNs, durations. */
import semver from 'semver';
import * as z from 'zod';

export const serviceName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/,
    'use 2 to 40 lower-case letters, digits and hyphens, beginning with a letter',
  );

export const kubernetesName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'use a Kubernetes name: lower-case letters, digits and hyphens');

const arn = (resource: string, example: string) =>
  z
    .string()
    .regex(
      new RegExp(`^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\\d{12}:${resource}/`),
      `use an ARN like ${example}`,
    );

export const targetGroupArn = arn(
  'targetgroup',
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/name/0123456789abcdef',
);

export const listenerRuleArn = arn(
  'listener-rule/app',
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/lb/…',
);

export const semverRange = z
  .string()
  .refine((range) => semver.validRange(range) !== null, 'use a semver range such as ">=1.0.0" or "^2.3"');

const unitSeconds = { s: 1, m: 60, h: 3600 } as const;

/** `5ms` or `1s`, and `0ms`; parsed to seconds. */
export const shortDuration = z
  .string()
  .regex(/^\d{1,5}(ms|s)$/, 'write a whole number and a unit: 5ms or 1s')
  .transform((text) => Number.parseInt(text, 10) / (text.endsWith('ms') ? 1000 : 1));

/** `90s`, `5m` or `1h`; parsed to whole seconds. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,5}[smh]$/, 'write a duration as a whole number and a unit: 30s, 5m or 1h')
  .transform((text) => Number(text.slice(0, -1)) * unitSeconds[text.at(-1) as keyof typeof unitSeconds]);
