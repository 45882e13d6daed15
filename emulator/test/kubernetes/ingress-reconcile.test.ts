import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { areReady, forward, type IngressLab, shopAnnotations, startIngressLab } from './support/ingress-lab.ts';

let lab: IngressLab;
beforeEach(async () => {
  lab = await startIngressLab();
  for (const service of ['stable', 'canary']) lab.addService(service);
  lab.addIngress('shop', shopAnnotations({ stable: 100, canary: 0 }));
  await lab.until(async () => (await lab.rules()).length === 1);
  for (const service of ['stable', 'canary']) await lab.until(areReady(lab, service));
});
afterEach(() => lab.close());

const hour = 3_600_000;
const reconciles = () =>
  lab.api.list('events', 'home').find(({ reason }) => reason === 'SuccessfullyReconciled')?.count;

async function writeWeights(weights: Readonly<Record<string, number>>): Promise<void> {
  const [rule] = await lab.rules();
  const groups = await lab.targetGroups();
  const TargetGroups = Object.entries(weights).map(([service, Weight]) => {
    const group = groups.find(({ TargetGroupName = '' }) => TargetGroupName.includes(service));
    return { TargetGroupArn: group?.TargetGroupArn, Weight };
  });
  const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
  await lab.elb('ModifyRule', { RuleArn: rule?.RuleArn, Actions });
}

async function listenerArn(): Promise<string> {
  const [rule] = await lab.rules();
  return (rule?.RuleArn ?? '').replace(':listener-rule/', ':listener/').replace(/\/[0-9a-f]+$/, '');
}

describe('the controller', () => {
  it('puts back weights that somebody wrote to the load balancer, at the next change of the Ingress and not before', async () => {
    await writeWeights({ stable: 0, canary: 100 });
    await lab.clock.sleep(hour);
    expect(await lab.weights()).toEqual({ stable: 0, canary: 100 });
    expect(await lab.spread(20)).toEqual({ canary: 20 });
    lab.annotate('shop', { 'healthy-threshold-count': '3' });
    await lab.clock.sleep(6_000);
    expect(await lab.weights()).toEqual({ stable: 100, canary: 0 });
    expect(await lab.spread(20)).toEqual({ stable: 20 });
  });

  it('puts them back also at a change of a Service that the Ingress names', async () => {
    await writeWeights({ stable: 0, canary: 100 });
    lab.api.modify(
      'services',
      { namespace: 'home', name: 'canary' },
      (live) => ({ ...live, metadata: { ...live.metadata, annotations: { note: 'x' } } }),
      { manager: 'operator' },
    );
    await lab.clock.sleep(6_000);
    expect(await lab.weights()).toEqual({ stable: 100, canary: 0 });
  });

  it('puts them back after its sync period of ten hours', async () => {
    await writeWeights({ stable: 0, canary: 100 });
    await lab.clock.sleep(10 * hour);
    expect(await lab.weights()).toEqual({ stable: 100, canary: 0 });
  });

  it('does not look when only pods change', async () => {
    const before = reconciles();
    for (const { metadata } of lab.api.list('pods', 'home')) {
      lab.cluster.killPod({ namespace: 'home', name: metadata.name });
    }
    await lab.clock.sleep(120_000);
    expect(reconciles()).toBe(before);
  });

  it('deletes rules it does not know, at its next reconcile', async () => {
    const Conditions = [{ Field: 'path-pattern', Values: ['/mine'] }];
    const Actions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }];
    await lab.elb('CreateRule', { ListenerArn: await listenerArn(), Priority: 50, Conditions, Actions });
    await lab.clock.sleep(60_000);
    expect(await lab.rules()).toHaveLength(2);
    lab.annotate('shop', { 'healthy-threshold-count': '3' });
    await lab.clock.sleep(6_000);
    expect((await lab.rules()).map(({ Priority }: Rule) => Priority)).toEqual(['1']);
  });

  it('deletes listeners it does not know', async () => {
    const [{ LoadBalancerArn = '' } = {}] = (
      await lab.elb<{ LoadBalancers: { LoadBalancerArn: string }[] }>('DescribeLoadBalancers')
    ).LoadBalancers;
    const DefaultActions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }];
    await lab.elb('CreateListener', { LoadBalancerArn, Port: 8443, DefaultActions });
    lab.annotate('shop', { 'healthy-threshold-count': '3' });
    await lab.clock.sleep(6_000);
    await expect(lab.cloud.services.elb.request(8443)).rejects.toMatchObject({ name: 'ListenerNotFoundException' });
  });

  it('writes nothing to AWS when nothing differs', async () => {
    const begun = lab.clock.now();
    lab.annotate('shop', { unheard: 'of' });
    await lab.clock.sleep(6_000);
    expect(lab.calls(begun).length).toBeGreaterThan(0);
    expect(lab.calls(begun).filter((operation) => !operation.startsWith('Describe'))).toEqual([]);
  });
});

describe('a group of Ingresses', () => {
  const addOther = (annotations: Readonly<Record<string, string>>) => {
    const backend = { service: { name: 'other', port: { name: 'use-annotation' } } };
    const rules = [{ host: 'other.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
    lab.addIngress('other', { 'target-type': 'ip', 'group.name': 'shop', ...annotations }, { rules });
  };

  it('shares one load balancer, its rules by order and name', async () => {
    addOther({ 'actions.other': forward({ canary: 1 }), 'group.order': '-1' });
    await lab.clock.sleep(6_000);
    const hosts = (await lab.rules()).flatMap(({ Conditions = [] }) => Conditions[0]?.HostHeaderConfig?.Values);
    expect(hosts).toEqual(['other.example', 'shop.example']);
  });

  it('keeps its rules when another comes before them', async () => {
    const [before] = await lab.rules();
    addOther({ 'actions.other': forward({ canary: 1 }), 'group.order': '-1' });
    await lab.clock.sleep(6_000);
    expect((await lab.rules())[1]).toMatchObject({ RuleArn: before?.RuleArn, Priority: '2' });
    lab.api.remove('ingresses', { namespace: 'home', name: 'other' });
    await lab.clock.sleep(6_000);
    expect(await lab.rules()).toMatchObject([{ RuleArn: before?.RuleArn, Priority: '1' }]);
  });

  it.each([
    ['JSON that does not end', '{"type":"forward"', 'failed to parse json annotation'],
    [
      'a weight that is a text',
      forward({ stable: 1, canary: 1 }).replace(/"weight":1/, '"weight":"1"'),
      'of type int32',
    ],
    ['weights for a service that does not exist', forward({ canary: 50, missing: 50 }), 'Service "missing" not found'],
  ])('is blocked as a whole by one broken Ingress: %s', async (_what, action, message) => {
    addOther({ 'actions.other': action });
    await lab.clock.sleep(6_000);
    lab.annotate('shop', { 'actions.shop': forward({ stable: 0, canary: 100 }) });
    await lab.clock.sleep(600_000);
    expect(await lab.weights()).toEqual({ stable: 100, canary: 0 });
    expect(lab.events('shop')).toContainEqual(expect.stringMatching(/^FailedBuildModel Failed build model due to /));
    expect(lab.events('other').join()).toContain(message);
    lab.annotate('other', { 'actions.other': forward({ canary: 1 }) });
    await lab.clock.sleep(6_000);
    expect(await lab.spread(10)).toEqual({ canary: 10 });
  });

  it('is blocked by what ELB refuses, and says so', async () => {
    lab.annotate('shop', { 'actions.shop': forward({ stable: 1000, canary: 0 }) });
    await lab.clock.sleep(6_000);
    expect(lab.events('shop').join()).toMatch(/FailedDeployModel Failed deploy model due to api error ValidationError/);
    expect(await lab.weights()).toEqual({ stable: 100, canary: 0 });
  });

  it('answers 503 for a backend alone whose Service is missing, and goes on', async () => {
    addOther({ 'actions.other': forward({ missing: 1 }) });
    await lab.clock.sleep(6_000);
    expect(await lab.ask({ host: 'other.example' })).toMatchObject({
      status: 503,
      body: 'Backend service does not exist',
    });
    expect(await lab.ask()).toMatchObject({ status: 200 });
  });

  it('can not weigh services of another namespace', async () => {
    lab.api.create('namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'away' } }, 'operator');
    const spec = { selector: { app: 'far' }, ports: [{ port: 80 }] };
    lab.api.create(
      'services',
      'away',
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'far' }, spec },
      'operator',
    );
    lab.annotate('shop', { 'actions.shop': forward({ stable: 50, far: 50 }) });
    await lab.clock.sleep(6_000);
    expect(lab.events('shop').join()).toContain('Service "far" not found');
    expect(await lab.weights()).toEqual({ stable: 100, canary: 0 });
  });
});

describe('an Ingress that leaves its group', () => {
  it('takes its rules to a load balancer of the new one', async () => {
    lab.annotate('shop', { 'group.name': 'other' });
    await lab.clock.sleep(40_000);
    const { LoadBalancers } = await lab.elb<{ LoadBalancers: { LoadBalancerName: string }[] }>('DescribeLoadBalancers');
    expect(LoadBalancers).toMatchObject([{ LoadBalancerName: expect.stringMatching(/^k8s-other-/) }]);
    expect(lab.api.get('ingresses', { namespace: 'home', name: 'shop' })?.metadata.finalizers).toEqual([
      'group.ingress.k8s.aws/other',
    ]);
    expect(await lab.targetGroups()).toHaveLength(2);
    await lab.until(areReady(lab, 'stable'));
    expect(await lab.spread(10)).toEqual({ stable: 10 });
  });
});

describe('throttling', () => {
  const throttle = (times: number) =>
    lab.cloud.faults.breakNext(
      { service: 'elasticloadbalancing', caller: 'aws-load-balancer-controller', times },
      { kind: 'throttle' },
    );

  it('delays the controller longer and longer', async () => {
    throttle(5);
    lab.annotate('shop', { 'actions.shop': forward({ stable: 0, canary: 100 }) });
    await lab.clock.sleep(1_500 + 31_000 - 500);
    expect(await lab.weights()).toEqual({ stable: 100, canary: 0 });
    expect(lab.events('shop').join()).toContain('FailedDeployModel');
    await lab.clock.sleep(2_000);
    expect(await lab.weights()).toEqual({ stable: 0, canary: 100 });
  });

  it('delays it by no more than 16 minutes and 40 seconds', async () => {
    throttle(13);
    lab.annotate('shop', { 'actions.shop': forward({ stable: 0, canary: 100 }) });
    await lab.clock.sleep((1 + 2 + 4 + 8 + 16 + 32 + 64 + 128 + 256 + 512 + 3_000) * 1_000 - 5_000);
    expect(await lab.weights()).toEqual({ stable: 100, canary: 0 });
    await lab.clock.sleep(10_000);
    expect(await lab.weights()).toEqual({ stable: 0, canary: 100 });
  });

  it('comes from the budget that all callers of the account share', async () => {
    lab.cluster.setIngressLag(0);
    for (let call = 0; call < 60; call += 1) await lab.elb('DescribeTargetGroups').catch(() => undefined);
    lab.annotate('shop', { 'actions.shop': forward({ stable: 0, canary: 100 }) });
    for (let tenth = 0; tenth < 40; tenth += 1) {
      await lab.clock.sleep(100);
      await lab.elb('DescribeTargetGroups').catch(() => undefined);
    }
    expect(lab.events('shop').join()).toContain('Throttling');
    await lab.clock.sleep(60_000);
    expect(await lab.weights()).toEqual({ stable: 0, canary: 100 });
  });
});
