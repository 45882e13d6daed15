import { TidegateError } from '../../domain/errors.ts';

export interface AlbDimensions {
  /** `app/<name>/<id>` */
  readonly loadBalancer: string;
  /** `targetgroup/<name>/<id>` */
  readonly targetGroup: string;
}

/**
 * The CloudWatch dimensions of AWS/ApplicationELB are the last parts of the ARNs:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export const dimensionsOf = (listenerRule: string, targetGroup: string): AlbDimensions => ({
  loadBalancer: matched(listenerRule, /:listener-rule\/(app\/[^/]+\/[^/]+)\/[^/]+\/[^/]+$/, 'a listener rule'),
  targetGroup: matched(targetGroup, /:(targetgroup\/[^/]+\/[^/]+)$/, 'a target group'),
});

const matched = (arn: string, pattern: RegExp, what: string): string => {
  const found = pattern.exec(arn)?.[1];
  if (found === undefined) throw new TidegateError('InputInvalid', `${arn} is not the ARN of ${what} of an ALB`);
  return found;
};
