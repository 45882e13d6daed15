import { describe, expect, it } from '@jest/globals';
import type { Inspected, PreflightFacts } from '../../src/ports/inspection.ts';
import { examine } from '../../src/release/examine.ts';
import { preflight, refuseOnErrors, warningsOf, whyRefused } from '../../src/release/preflight.ts';
import { beside, inPlace } from '../domain/preflight/example.ts';
import * as f from '../domain/preflight/facts.ts';
import { blue, green, policyWith, rule, site } from '../support/release-facts.ts';

const asked: Inspected[] = [];
/** An account that holds these facts. */
const inspectionOf = ({ k8s, aws }: PreflightFacts) => ({
  ofCluster: async (inspected: Inspected) => {
    asked.push(inspected);
    return k8s;
  },
  ofAws: async () => aws,
});
const because = 'it serves on for 20 s after SIGTERM';
const careless = f.withStable({
  deployment: { ...f.deployment, spec: { ...f.deployment.spec, paused: true, strategy: { type: 'Recreate' } } },
  ...{ services: [], budgets: [] },
});

describe('the preflight of a release', () => {
  it('refuses with a sentence that names the first errors, counts the others, and says what to run', async () => {
    const policy = policyWith();
    const findings = await preflight({ policy, site, ways: { ...inPlace, beside: true } }, inspectionOf(careless));
    const withOneMore = [...findings, ...findings.slice(0, 1)];
    expect(whyRefused('orders', withOneMore)).toBe(
      'this release would cost requests: ' +
        'Deployment orders-blue/orders: its rollout is paused (deployment-paused); ' +
        'Deployment orders-blue/orders: its strategy is Recreate (strategy-recreate); ' +
        'Deployment orders-blue/orders: no Service selects its pods (service-missing); and 1 more. ' +
        'Run `tidegate doctor orders` for the fix',
    );
    expect(() => refuseOnErrors('orders', findings)).toThrow('this release would cost requests');
  });

  it('refuses nothing for warnings, and tells them', async () => {
    const facts = f.withStable({ budgets: [] });
    const findings = await preflight({ policy: policyWith(), site, ways: beside }, inspectionOf(facts));
    expect(whyRefused('orders', findings)).toBeNull();
    expect(() => refuseOnErrors('orders', findings)).not.toThrow();
    expect(warningsOf(findings)).toEqual([
      'Deployment orders-blue/orders: no PodDisruptionBudget selects its pods (budget-missing)',
    ]);
  });

  it('refuses nothing that the policy accepts, and tells why it does', async () => {
    const policy = policyWith({ preflight: { accept: [{ finding: 'pre-stop-missing', because }] } });
    const inspection = inspectionOf(f.withoutField('lifecycle'));
    const findings = await preflight({ policy, site, ways: inPlace }, inspection);
    expect(whyRefused('orders', findings)).toBeNull();
    expect(warningsOf(findings)).toEqual([
      `Deployment orders-blue/orders: container app has no preStop hook (pre-stop-missing), accepted: ${because}`,
    ]);
  });
});

describe('an examination of a service', () => {
  const ports = (weights: Record<string, number>) => ({
    routes: { ofIngress: () => Promise.reject(new Error('no Ingress')) },
    traffic: {
      read: async () => ({ listenerRule: rule, weights, sticky: false }),
      set: () => Promise.reject(new Error('a doctor changes nothing')),
    } as never,
    inspection: inspectionOf(f.exemplary),
  });

  it('looks at both environments in all the ways of the policy', async () => {
    const { ways, site: seen, findings } = await examine(policyWith(), ports({ [blue]: 0, [green]: 100 }));
    expect(ways).toEqual({ ...inPlace, beside: true });
    expect([seen.stable.color, seen.candidate.color]).toEqual(['green', 'blue']);
    expect(findings).toEqual([]);
    expect(asked.at(-1)).toMatchObject({ service: 'orders', throughIngress: false });
  });

  it('looks at one environment when the policy has one', async () => {
    const policy = policyWith({
      strategy: { patch: 'rolling', minor: 'rolling', major: 'recreate' },
      workload: { deployment: 'orders', container: 'app', namespaces: { blue: 'orders-blue' } },
      traffic: { listenerRule: rule, targetGroups: { blue } },
    });
    const { ways, site: seen } = await examine(policy, ports({ [blue]: 100 }));
    expect(ways).toEqual({ ...inPlace, downtime: true });
    expect(seen.candidate).toEqual(seen.stable);
  });

  it('says why a service can’t be released at all', async () => {
    const examined = examine(policyWith(), ports({ [blue]: 50, [green]: 50 }));
    await expect(examined).rejects.toThrow('give all users to one of them first');
  });
});
