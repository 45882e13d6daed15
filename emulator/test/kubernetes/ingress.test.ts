import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { areReady, forward, type IngressLab, shopAnnotations, startIngressLab } from './support/ingress-lab.ts';

let lab: IngressLab;
beforeEach(async () => {
  lab = await startIngressLab();
});
afterEach(() => lab.close());

const open = async (weights: Readonly<Record<string, number>> = { stable: 100, canary: 0 }) => {
  for (const service of Object.keys(weights)) lab.addService(service, 0);
  lab.addIngress('shop', shopAnnotations(weights));
  await lab.until(async () => (await lab.rules()).length === 1);
  for (const service of Object.keys(weights)) scale(service, 2);
  for (const service of Object.keys(weights)) await lab.until(areReady(lab, service));
};
const scale = (name: string, replicas: number) =>
  lab.api.modify(
    'deployments',
    { namespace: 'home', name },
    (live) => ({ ...live, spec: { ...live.spec, replicas } }),
    { manager: 'operator' },
  );
const isSettled = (weights: object) => async () => JSON.stringify(await lab.weights()) === JSON.stringify(weights);

describe('an Ingress', () => {
  it('gets a load balancer, whose address its status shows', async () => {
    await open();
    const { LoadBalancers } = await lab.elb<{ LoadBalancers: object[] }>('DescribeLoadBalancers');
    expect(LoadBalancers).toMatchObject([{ Scheme: 'internal', State: { Code: 'active' } }]);
    const [loadBalancer] = LoadBalancers as { LoadBalancerName: string; LoadBalancerArn: string; DNSName: string }[];
    expect(loadBalancer?.LoadBalancerName).toMatch(/^k8s-shop-[0-9a-f]{10}$/);
    const ingress = lab.api.get('ingresses', { namespace: 'home', name: 'shop' });
    expect(ingress?.status?.loadBalancer?.ingress).toEqual([{ hostname: loadBalancer?.DNSName }]);
    expect(ingress?.metadata.finalizers).toEqual(['group.ingress.k8s.aws/shop']);
    const ResourceArns = [loadBalancer?.LoadBalancerArn];
    expect(await lab.elb('DescribeTags', { ResourceArns })).toMatchObject({
      TagDescriptions: [
        {
          Tags: [
            { Key: 'elbv2.k8s.aws/cluster', Value: 'lab' },
            { Key: 'ingress.k8s.aws/stack', Value: 'shop' },
            { Key: 'ingress.k8s.aws/resource', Value: 'LoadBalancer' },
          ],
        },
      ],
    });
  });

  it('gets a target group for each service, also for those without weight, and a binding for each', async () => {
    await open();
    const groups = await lab.targetGroups();
    expect(groups.map(({ TargetGroupName }) => TargetGroupName)).toEqual([
      expect.stringMatching(/^k8s-home-stable-[0-9a-f]{10}$/),
      expect.stringMatching(/^k8s-home-canary-[0-9a-f]{10}$/),
    ]);
    expect(groups[0]).toMatchObject({ TargetType: 'ip', Port: 8080, HealthCheckPath: '/health' });
    const bindings = lab.api.list('targetgroupbindings', 'home');
    expect(bindings.map(({ metadata }) => metadata.name).sort()).toEqual(
      groups.map((one) => one.TargetGroupName).sort(),
    );
    expect(bindings[0]?.metadata.labels).toEqual({ 'ingress.k8s.aws/stack': 'shop' });
  });

  it('lets its bindings gate the readiness of pods that come later', async () => {
    await open();
    const gates = lab.api.list('pods', 'home').flatMap(({ spec }) => spec.readinessGates ?? []);
    expect(gates).toHaveLength(4);
  });

  it('has its target groups before the rule that names them, and its bindings after', async () => {
    await open();
    const changes = lab.calls().filter((operation) => operation.startsWith('Create'));
    expect(changes).toEqual([
      'CreateTargetGroup',
      'CreateTargetGroup',
      'CreateLoadBalancer',
      'CreateListener',
      'CreateRule',
    ]);
  });

  it('moves users when the weights of its annotation move', async () => {
    await open();
    expect(await lab.spread(20)).toEqual({ stable: 20 });
    lab.annotate('shop', { 'actions.shop': forward({ stable: 50, canary: 50 }) });
    await lab.clock.sleep(6_000);
    const { canary = 0 } = await lab.spread(200);
    expect(canary).toBeGreaterThan(60);
    expect(canary).toBeLessThan(140);
    lab.annotate('shop', { 'actions.shop': forward({ stable: 0, canary: 100 }) });
    await lab.clock.sleep(6_000);
    expect(await lab.spread(20)).toEqual({ canary: 20 });
  });

  it('changes nothing in AWS before the lag of the controller has passed', async () => {
    await open();
    lab.cluster.setIngressLag(30_000);
    lab.annotate('shop', { 'actions.shop': forward({ stable: 0, canary: 100 }) });
    await lab.clock.sleep(29_000);
    expect(await lab.weights()).toEqual({ stable: 100, canary: 0 });
    await lab.clock.sleep(2_000);
    expect(await lab.weights()).toEqual({ stable: 0, canary: 100 });
  });

  it('pins users while the annotation asks for stickiness', async () => {
    await open({ stable: 100, canary: 0 });
    const sticky = { enabled: true, durationSeconds: 600 };
    lab.annotate('shop', { 'actions.shop': forward({ stable: 100, canary: 0 }, sticky) });
    await lab.clock.sleep(6_000);
    const cookie = [(await lab.ask()).headers['set-cookie'] ?? []].flat()[0]?.split(';')[0] ?? '';
    lab.annotate('shop', { 'actions.shop': forward({ stable: 0, canary: 100 }, sticky) });
    await lab.clock.sleep(6_000);
    expect((await lab.ask({ headers: { Cookie: cookie } })).body).toMatch(/^stable/);
    expect((await lab.ask()).body).toMatch(/^canary/);
  });

  it('sends the users that a conditions annotation names elsewhere', async () => {
    await open();
    const backend = (name: string) => ({ service: { name, port: { name: 'use-annotation' } } });
    const paths = ['cohort', 'shop'].map((name) => ({ path: '/', pathType: 'Prefix', backend: backend(name) }));
    const condition = { field: 'http-header', httpHeaderConfig: { httpHeaderName: 'Cookie', values: ['*exp=b*'] } };
    lab.annotate('shop', {
      'actions.cohort': forward({ stable: 0, canary: 1 }),
      'conditions.cohort': JSON.stringify([condition]),
    });
    lab.api.modify(
      'ingresses',
      { namespace: 'home', name: 'shop' },
      (live) => ({ ...live, spec: { ...live.spec, rules: [{ host: 'shop.example', http: { paths } }] } }),
      { manager: 'operator' },
    );
    await lab.clock.sleep(6_000);
    expect((await lab.ask({ headers: { Cookie: 'a=1; exp=b' } })).body).toMatch(/^canary/);
    expect((await lab.ask()).body).toMatch(/^stable/);
  });

  it.each([
    [
      'a fixed response',
      { type: 'fixed-response', fixedResponseConfig: { statusCode: '503', messageBody: 'soon' } },
      503,
    ],
    ['a redirect', { type: 'redirect', redirectConfig: { host: 'other.example', statusCode: 'HTTP_302' } }, 302],
  ])('answers by %s', async (_what, action, status) => {
    lab.addIngress('shop', { ...shopAnnotations({}), 'actions.shop': JSON.stringify(action) });
    await lab.clock.sleep(6_000);
    expect(await lab.ask()).toMatchObject({ status });
  });

  it('forwards also to a target group that the controller did not make, and leaves it when it goes', async () => {
    const input = { Name: 'outside', TargetType: 'ip', Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1' };
    const { TargetGroups } = await lab.elb<{ TargetGroups: [{ TargetGroupArn: string }] }>('CreateTargetGroup', input);
    const [{ TargetGroupArn: targetGroupARN }] = TargetGroups;
    const forwardConfig = {
      targetGroups: [
        { targetGroupARN, weight: 0 },
        { serviceName: 'stable', servicePort: 80, weight: 1 },
      ],
    };
    lab.addService('stable');
    lab.addIngress('shop', {
      ...shopAnnotations({}),
      'actions.shop': JSON.stringify({ type: 'forward', forwardConfig }),
    });
    await lab.until(isSettled({ [targetGroupARN]: 0, stable: 1 }));
    lab.api.remove('ingresses', { namespace: 'home', name: 'shop' });
    await lab.until(() => lab.api.list('ingresses', 'home').length === 0);
    expect(await lab.targetGroups()).toMatchObject([{ TargetGroupName: 'outside' }]);
  });

  it('loses the target group of a service that nothing names any more', async () => {
    await open();
    lab.annotate('shop', { 'actions.shop': forward({ stable: 1 }) });
    await lab.until(async () => (await lab.targetGroups()).length === 1);
    expect(await lab.weights()).toEqual({ stable: 1 });
    expect(lab.api.list('targetgroupbindings', 'home')).toHaveLength(1);
  });

  it('takes everything with it when it goes', async () => {
    await open();
    lab.api.remove('ingresses', { namespace: 'home', name: 'shop' });
    await lab.until(() => lab.api.list('ingresses', 'home').length === 0);
    expect(await lab.elb('DescribeLoadBalancers')).toEqual({ LoadBalancers: [] });
    expect(await lab.targetGroups()).toEqual([]);
    expect(lab.api.list('targetgroupbindings', 'home')).toEqual([]);
  });

  it("is nobody's when its class is not the controller's", async () => {
    lab.addService('stable');
    lab.addIngress('shop', shopAnnotations({ stable: 1 }), { ingressClassName: 'nginx' });
    await lab.clock.sleep(60_000);
    expect(lab.calls()).toEqual([]);
  });

  it('takes over a load balancer that has the name it asks for', async () => {
    const input = { Name: 'front', Scheme: 'internal', Subnets: ['subnet-a', 'subnet-b'] };
    await lab.elb('CreateLoadBalancer', input);
    lab.addService('stable');
    lab.addIngress('shop', { ...shopAnnotations({ stable: 1 }), 'load-balancer-name': 'front' });
    await lab.until(isSettled({ stable: 1 }));
    expect(lab.calls()).not.toContain('CreateLoadBalancer');
    expect(await lab.elb('DescribeLoadBalancers')).toMatchObject({ LoadBalancers: [{ LoadBalancerName: 'front' }] });
  });
});
