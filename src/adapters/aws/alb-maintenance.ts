import { type ElasticLoadBalancingV2Client, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Maintenance } from '../../ports/traffic.ts';
import { askingRule } from './alb-refusals.ts';

/**
 * Lets the load balancer itself answer 503. A fixed response has no headers of its own, so that the page, not `Retry-After`, says
 * when to come back; browsers do so by themselves. The body may have 1024 characters:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html
 */
export const albMaintenance = (client: ElasticLoadBalancingV2Client): Maintenance => ({
  close: async (listenerRule, retryAfterSeconds) => {
    const answer = { StatusCode: '503', ContentType: 'text/html', MessageBody: maintenancePage(retryAfterSeconds) };
    const Actions = [{ Type: 'fixed-response' as const, FixedResponseConfig: answer }];
    await askingRule('ModifyRule', () => client.send(new ModifyRuleCommand({ RuleArn: listenerRule, Actions })));
  },
});

const maintenancePage = (retryAfterSeconds: number): string =>
  [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="refresh" content="${retryAfterSeconds}">`,
    '<meta name="viewport" content="width=device-width"><title>Back soon</title></head>',
    '<body><h1>Back soon</h1>',
    `<p>A new version is being started. This page tries again in ${retryAfterSeconds} seconds.</p></body></html>`,
  ].join('');
