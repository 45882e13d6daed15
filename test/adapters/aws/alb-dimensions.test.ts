import { expect, it } from '@jest/globals';
import { dimensionsOf } from '../../../src/adapters/aws/alb-dimensions.ts';
import { green, rule } from '../../support/release-facts.ts';

it('reads the metric dimensions off the ARNs', () => {
  expect(dimensionsOf(rule, green)).toEqual({
    loadBalancer: 'app/web/50dc6c495c0c9188',
    targetGroup: 'targetgroup/orders-green/09966783158cda59',
  });
});

it('works in every partition', () => {
  const inChina = (arn: string) => arn.replace('arn:aws:', 'arn:aws-cn:').replace('eu-west-1', 'cn-north-1');
  expect(dimensionsOf(inChina(rule), inChina(green))).toEqual(dimensionsOf(rule, green));
});

it.each([
  [green, green, /not the ARN of a listener rule/],
  [rule.replace('/app/', '/net/'), green, /not the ARN of a listener rule of an ALB/],
  [rule, rule, /not the ARN of a target group/],
])('refuses other ARNs', (listenerRule, targetGroup, sentence) => {
  expect(() => dimensionsOf(listenerRule, targetGroup)).toThrow(sentence);
});
