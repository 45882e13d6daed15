import { EKSClient } from '@aws-sdk/client-eks';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { KubeConfig, type KubernetesObject, KubernetesObjectApi } from '@kubernetes/client-node';
import { createDynamoDb } from '../../emulator/src/dynamodb/service.ts';
import { createElb } from '../../emulator/src/elb/service.ts';
import { createClusters } from '../../emulator/src/kubernetes/clusters.ts';
import { createNetwork } from '../../emulator/src/network.ts';
import { testPlace } from '../../emulator/test/support/place.ts';
import { serve } from '../../emulator/test/support/serve.ts';

/** An account with a cluster, a load balancer whose one rule gives everybody to blue, and a namespace for each color. */
export const openShop = async () => {
  const place = testPlace();
  const network = createNetwork();
  const elb = createElb(place, { network, metrics: { record: () => undefined } });
  const registry = { pull: () => undefined };
  const clusters = createClusters(place, { network, registrar: elb.registrar, registry });
  const served = await serve(place.clock, elb.service, clusters.service, createDynamoDb().service);
  const clients = { elb: new ElasticLoadBalancingV2Client(served.config), eks: new EKSClient(served.config) };
  const cluster = await clusters.create('shop');
  const { name, endpoint, caData, token } = cluster;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({ name, server: endpoint, caData, skipTLSVerify: false }, { name: 'admin', token });
  const api = KubernetesObjectApi.makeApiClient(kubeConfig);
  return {
    ...(await balance(clients.elb)),
    clients,
    cluster,
    recorder: served.recorder,
    create: async (objects: readonly KubernetesObject[]) => {
      for (const object of objects) await api.create(object);
    },
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await served.close();
      await clusters.close();
      await elb.close();
    },
  };
};

const balance = async (elb: ElasticLoadBalancingV2Client) => {
  const lb = await elb.send(new CreateLoadBalancerCommand({ Name: 'shop', Subnets: ['subnet-a', 'subnet-b'] }));
  const LoadBalancerArn = lb.LoadBalancers?.[0]?.LoadBalancerArn;
  const DefaultActions = [{ Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '404' } }];
  const listener = await elb.send(
    new CreateListenerCommand({ LoadBalancerArn, Port: 80, Protocol: 'HTTP', DefaultActions }),
  );
  const [blue, green] = [await targetGroup(elb, 'orders-blue'), await targetGroup(elb, 'orders-green')];
  const TargetGroups = [
    { TargetGroupArn: blue, Weight: 100 },
    { TargetGroupArn: green, Weight: 0 },
  ];
  const rule = await elb.send(
    new CreateRuleCommand({
      ListenerArn: listener.Listeners?.[0]?.ListenerArn,
      Priority: 10,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }],
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    }),
  );
  return { listenerRule: rule.Rules?.[0]?.RuleArn ?? '', blue, green, loadBalancer: LoadBalancerArn ?? '' };
};

const targetGroup = async (elb: ElasticLoadBalancingV2Client, Name: string): Promise<string> => {
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({
      ...{ Name, TargetType: 'ip', Protocol: 'HTTP', Port: 8080, VpcId: 'vpc-0f1e2d3c4b5a69788' },
      ...{ HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 4, HealthyThresholdCount: 2 },
    }),
  );
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '20' }];
  await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
  return TargetGroupArn;
};
