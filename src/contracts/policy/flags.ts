/** Which feature flags go with a version, and which one is raised by itself. */
import * as z from 'zod';
import { semverRange } from './words.ts';

const attributeValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.array(z.number())]);
const flagKey = z.string().regex(/^[a-z][a-zA-Z\d_-]{0,63}$/, 'use the key of an AppConfig feature flag');

const flagFlip = z.strictObject({
  key: flagKey,
  enabled: z.boolean().default(true),
  attributes: z.record(z.string(), attributeValue).optional().describe('Attribute values the flag gets as well.'),
  at: z.int().min(1).max(100).default(100).describe('The weight at which the flag is flipped: one of the steps.'),
  versions: semverRange.default('*').describe('The new versions that flip this flag.'),
});

const flagRaise = z.strictObject({
  key: flagKey,
  attribute: z
    .string()
    .regex(/^[a-z][a-zA-Z\d_-]{0,63}$/, 'use the name of a number attribute of the flag')
    .default('percent')
    .describe('The number attribute that says for how many percent of users the flag is on.'),
});

export const Flags = z.strictObject({
  application: z.string().min(1).max(64).describe('AppConfig application, by name or id.'),
  environment: z.string().min(1).max(64),
  profile: z.string().min(1).max(128).describe('A profile of type AWS.AppConfig.FeatureFlags.'),
  strategy: z
    .string()
    .min(1)
    .max(64)
    .default('tidegate-instant')
    .describe('A deployment strategy without growth and bake.'),
  flip: z.array(flagFlip).max(20).default([]).describe('Flags that change together with a version.'),
  raise: z
    .array(flagRaise)
    .max(50)
    .default([])
    .describe('Flags that a flag release may raise by traffic.steps, without a deployment.'),
});
export type FlagFlip = z.infer<typeof flagFlip>;
export type FlagRaise = z.infer<typeof flagRaise>;
