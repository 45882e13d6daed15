import { CreateClusterCommand, CreatePodIdentityAssociationCommand, EKSClient } from '@aws-sdk/client-eks';
import { AddTagsCommand, ModifyTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClusters } from '../../../emulator/src/kubernetes/clusters.ts';
import {
  createGroup,
  createListener,
  createRule,
  createStage,
  type Stage,
  weighted,
} from '../../../emulator/test/elb/stage.ts';
import { serve } from '../../../emulator/test/support/serve.ts';
import { awsInspection } from '../../../src/adapters/aws/inspect-aws.ts';
import type { Inspected } from '../../../src/ports/inspection.ts';

let stage: Stage;
let eks: EKSClient;
let inspected: Inspected;
let closeEks: () => Promise<void>;

beforeEach(async () => {
  stage = await createStage();
  const listener = await createListener(stage);
  const [blue, green] = [await createGroup(stage, 'blue'), await createGroup(stage, 'green')];
  const listenerRule = await createRule(stage, listener, weighted({ [blue]: 100, [green]: 0 }));
  const registrar = { register: () => undefined, deregister: () => undefined, health: () => undefined };
  const { place, network } = stage;
  const clusters = createClusters(place, { network, registrar, registry: { pull: () => undefined } });
  const served = await serve(place.clock, clusters.service);
  eks = new EKSClient(served.config);
  await eks.send(
    new CreateClusterCommand({ name: 'shop', roleArn: 'arn:aws:iam::1:role/eks', resourcesVpcConfig: {} }),
  );
  closeEks = async () => {
    eks.destroy();
    await served.close();
    await clusters.close();
  };
  inspected = {
    ...{ service: 'orders', cluster: 'shop', container: 'app', listenerRule, throughIngress: false },
    stable: { namespace: 'orders-blue', deployment: 'orders', targetGroup: blue },
    candidate: { namespace: 'orders-green', deployment: 'orders', targetGroup: green },
  };
});
afterEach(async () => {
  await closeEks();
  await stage.close();
});

const inspect = (changes: Partial<Inspected> = {}) =>
  awsInspection({ elb: stage.client, eks })({ ...inspected, ...changes });

/** Lets a client's calls of one operation fail as IAM makes them fail. */
const deny = (client: Stage['client'], command: string): void =>
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === command) throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
        return next(args);
      },
    { step: 'initialize' },
  );

describe('an inspection of load balancing and identity', () => {
  it('sees both target groups with their attributes, and the rule that forwards to them', async () => {
    const TargetGroupArn = inspected.candidate.targetGroup;
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '20' }];
    await stage.client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
    const { targetGroups, rule, unseen } = await inspect();
    expect(targetGroups.stable).toMatchObject({
      ...{ targetType: 'ip', protocol: 'HTTP', loadBalancers: [stage.loadBalancerArn] },
      attributes: { deregistrationDelaySeconds: 300, sticky: false },
    });
    expect(targetGroups.candidate).toMatchObject({ attributes: { deregistrationDelaySeconds: 20 } });
    expect(rule).toEqual({
      loadBalancer: stage.loadBalancerArn,
      targetGroups: expect.arrayContaining([inspected.stable.targetGroup, TargetGroupArn]),
      ...{ sticky: false, owned: [] },
    });
    expect(unseen).toEqual([]);
  });

  it('tells a target group that does not exist from one that it may not see', async () => {
    const targetGroup = inspected.candidate.targetGroup.replace(/\w{16}$/, '0000000000000000');
    const { targetGroups, unseen } = await inspect({ candidate: { ...inspected.candidate, targetGroup } });
    expect(targetGroups.candidate).toBeNull();
    expect(unseen).toEqual([]);
  });

  it('sees the tag by which the Load Balancer Controller knows its own, wherever it is', async () => {
    const Tags = [
      { Key: 'team', Value: 'shop' },
      { Key: 'elbv2.k8s.aws/cluster', Value: 'shop' },
    ];
    await stage.client.send(new AddTagsCommand({ ResourceArns: [stage.loadBalancerArn], Tags }));
    const { rule } = await inspect();
    expect(rule?.owned).toEqual([{ arn: stage.loadBalancerArn, tag: 'elbv2.k8s.aws/cluster' }]);
  });

  it('sees which service accounts have a pod identity, in each namespace', async () => {
    const role = { clusterName: 'shop', serviceAccount: 'orders', roleArn: 'arn:aws:iam::1:role/orders' };
    await eks.send(new CreatePodIdentityAssociationCommand({ ...role, namespace: 'orders-blue' }));
    const { podIdentities } = await inspect();
    expect(podIdentities).toEqual({
      stable: [{ serviceAccount: 'orders', associationId: expect.stringMatching(/^a-/) }],
      candidate: [],
    });
  });

  it('says what it may not see, and sees the rest', async () => {
    deny(stage.client, 'DescribeTagsCommand');
    deny(eks as unknown as Stage['client'], 'ListPodIdentityAssociationsCommand');
    const { rule, podIdentities, unseen } = await inspect();
    expect(rule).toMatchObject({ owned: undefined, sticky: false });
    expect(podIdentities).toEqual({ stable: undefined, candidate: undefined });
    expect(unseen.map(({ why }) => why).toSorted()).toEqual([
      'DescribeTags is refused with AccessDenied',
      'ListPodIdentityAssociations is refused with AccessDenied',
      'ListPodIdentityAssociations is refused with AccessDenied',
    ]);
  });

  it('fails when a call fails for another reason', async () => {
    const failed = inspect({ cluster: 'nowhere' });
    await expect(failed).rejects.toMatchObject({
      name: 'CallFailed',
      message: expect.stringContaining('ListPodIdentityAssociations'),
    });
  });
});
