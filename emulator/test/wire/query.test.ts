import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as sts from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '../../src/service.ts';
import { serve, service } from './stage.ts';

let stage: Awaited<ReturnType<typeof serve>>;
afterEach(() => stage.close());

async function loadBalancing(operations: Record<string, (input: never) => unknown>) {
  stage = await serve([service('elasticloadbalancing', elb, operations)]);
  return new elb.ElasticLoadBalancingV2Client(stage.config());
}

describe('awsQuery', () => {
  it('carries nested structures, lists, numbers and booleans both ways', async () => {
    let seen: unknown;
    const forward: elb.Action = {
      Type: 'forward',
      Order: 1,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: 'arn:stable', Weight: 95 },
          { TargetGroupArn: 'arn:candidate', Weight: 5 },
        ],
        TargetGroupStickinessConfig: { Enabled: false },
      },
    };
    const client = await loadBalancing({
      ModifyRule: (input: elb.ModifyRuleCommandInput) => {
        seen = input;
        return { Rules: [{ RuleArn: input.RuleArn, Priority: '1', IsDefault: false, Actions: input.Actions }] };
      },
    });
    const input = { RuleArn: 'arn:rule', Actions: [forward] };
    const output = await client.send(new elb.ModifyRuleCommand(input));
    expect(seen).toEqual(input);
    expect(output.Rules).toEqual([{ RuleArn: 'arn:rule', Priority: '1', IsDefault: false, Actions: [forward] }]);
  });

  it('keeps an empty list empty and an absent list absent', async () => {
    const seen: unknown[] = [];
    const client = await loadBalancing({
      ModifyRule: (input: elb.ModifyRuleCommandInput) => {
        seen.push(input);
        return { Rules: [] };
      },
    });
    await client.send(new elb.ModifyRuleCommand({ RuleArn: 'arn:rule', Conditions: [] }));
    const output = await client.send(new elb.ModifyRuleCommand({ RuleArn: 'arn:rule' }));
    expect(seen).toEqual([{ RuleArn: 'arn:rule', Conditions: [] }, { RuleArn: 'arn:rule' }]);
    expect(output.Rules).toEqual([]);
  });

  it('answers timestamps as dates', async () => {
    const created = new Date('2026-11-23T08:00:00Z');
    const client = await loadBalancing({
      DescribeLoadBalancers: () => ({ LoadBalancers: [{ LoadBalancerName: 'shop', CreatedTime: created }] }),
    });
    const output = await client.send(new elb.DescribeLoadBalancersCommand({ Names: ['shop'] }));
    expect(output.LoadBalancers?.[0]?.CreatedTime).toEqual(created);
  });

  it('raises the client’s own class for a modelled error, with the message unharmed', async () => {
    const message = 'rule <a> & "b" not found';
    const client = await loadBalancing({
      DescribeRules: () => {
        throw new ServiceError('RuleNotFoundException', message);
      },
    });
    const refusal = client.send(new elb.DescribeRulesCommand({ RuleArns: ['arn:rule'] }));
    await expect(refusal).rejects.toBeInstanceOf(elb.RuleNotFoundException);
    await expect(refusal).rejects.toMatchObject({ message, Error: { Code: 'RuleNotFound', Type: 'Sender' } });
  });

  it('passes a code that the client does not model, such as Throttling', async () => {
    const client = await loadBalancing({
      DescribeRules: () => {
        throw new ServiceError('Throttling', 'Rate exceeded');
      },
    });
    const refusal = client.send(new elb.DescribeRulesCommand({}));
    await expect(refusal).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
  });

  it('refuses an input that lacks a required member, naming its place', async () => {
    const client = await loadBalancing({ ModifyRule: () => ({}) });
    const wrong = new elb.ModifyRuleCommand({ RuleArn: 'arn:rule', Actions: [{ Order: 1 } as elb.Action] });
    await expect(client.send(wrong)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining("'actions.1.member.type'"),
    });
  });

  it('says which operation is not implemented', async () => {
    const client = await loadBalancing({});
    await expect(client.send(new elb.DescribeRulesCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: 'the emulator does not implement elasticloadbalancing:DescribeRules',
      $metadata: { httpStatusCode: 501 },
    });
  });

  it('answers a form in the query string, as presigned STS calls have it', async () => {
    stage = await serve([service('sts', sts, { GetCallerIdentity: () => ({ Arn: 'arn:aws:iam::1:user/me' }) })]);
    const credential = encodeURIComponent('me/20261123/eu-central-1/sts/aws4_request');
    const query = `Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Credential=${credential}`;
    const answer = await fetch(`${stage.endpoint}/?${query}`);
    expect(await answer.text()).toContain('<Arn>arn:aws:iam::1:user/me</Arn>');
    expect(stage.recorder.calls()).toMatchObject([{ caller: 'me', service: 'sts', operation: 'GetCallerIdentity' }]);
  });
});
