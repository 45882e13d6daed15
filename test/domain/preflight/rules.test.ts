import { describe, expect, it } from '@jest/globals';
import { type FindingId, findingIds, type Ways } from '../../../src/contracts/preflight.ts';
import { applyAccepted, findingsIn, preflightRules } from '../../../src/domain/preflight/findings.ts';
import type { PreflightFacts } from '../../../src/ports/inspection.ts';
import { beside, downtime, type Example, inPlace, no, slots } from './example.ts';
import { outsideExamples } from './examples-load-balancing.ts';
import { podExamples } from './examples-pods.ts';
import { surroundingExamples } from './examples-surroundings.ts';
import * as f from './facts.ts';

const examples: Readonly<Record<FindingId, Example>> = { ...podExamples, ...surroundingExamples, ...outsideExamples };
const prefix = 'kustomize.toolkit.fluxcd.io/';
const flux = { [`${prefix}name`]: 'shop' };
const ungated = (facts: PreflightFacts): PreflightFacts => ({
  ...facts,
  k8s: { ...facts.k8s, stable: { ...facts.k8s.stable, namespaceLabels: {} } },
});

const found = (id: FindingId, facts: PreflightFacts, ways: Ways) =>
  findingsIn(facts, ways).filter((finding) => finding.id === id);

describe('the preflight', () => {
  it.each(findingIds.map((id) => [id, examples[id]] as const))('finds %s, and says how to put it right', (id, one) => {
    const [finding] = found(id, one.facts, one.ways);
    expect(finding).toMatchObject({
      ...{ severity: one.severity, why: preflightRules[id].why },
      ...{ what: expect.stringContaining(one.says), patch: expect.stringContaining(one.patch) },
    });
  });

  it.each([
    ['in place', inPlace],
    ['beside the old version', beside],
    ['with downtime', downtime],
    ['in place or beside', { ...inPlace, beside: true }],
  ] as const)('has nothing to say of an exemplary service that is released %s', (_, ways) => {
    expect(findingsIn(f.exemplary, ways)).toEqual([]);
  });

  it('asks nothing when a release deploys nothing', () => {
    for (const { facts } of Object.values(examples)) expect(findingsIn(facts, no)).toEqual([]);
  });

  it('has the rules in the order of their names, and tells errors first', () => {
    expect(Object.keys(preflightRules).toSorted()).toEqual([...findingIds].toSorted());
    const facts = f.withSpec({ replicas: 1, paused: true });
    expect(findingsIn(facts, beside).map(({ severity }) => severity)).toEqual(['error', 'warning']);
  });

  it('stays silent about what could not be read, but for saying so', () => {
    const unseen = [{ what: '/api/v1/nodes', why: 'denied' }];
    const nothing = Object.fromEntries(Object.keys(f.stable).map((key) => [key, undefined]));
    const facts: PreflightFacts = {
      ...{ inspected: f.exemplary.inspected, noticeWithinSeconds: 30, drainSeconds: 60 },
      k8s: {
        cluster: { nodes: undefined, podSize: undefined, callers: undefined },
        ...{ stable: nothing as never, candidate: nothing as never, unseen },
      },
      aws: {
        rule: undefined,
        targetGroups: { stable: undefined, candidate: undefined },
        podIdentities: { stable: undefined, candidate: undefined },
        unseen,
      },
    };
    const ways = { inPlace: true, beside: true, slots: true, downtime: true };
    expect(findingsIn(facts, ways).map(({ id }) => id)).toEqual(['could-not-look', 'could-not-look']);
  });

  it.each([
    [
      'a command that sleeps long enough',
      f.withContainer({ lifecycle: { preStop: { exec: { command: ['/bin/sleep', '20'] } } } }),
    ],
    ['a hook whose length nobody knows', f.withContainer({ lifecycle: { preStop: { httpGet: { path: '/bye' } } } })],
    ['the rollout that Kubernetes does by default', f.withSpec({ strategy: {} })],
    ['minReadySeconds instead of a readiness gate', ungated(f.withSpec({ minReadySeconds: 10 }))],
    ['a budget by share', f.withStable({ budgets: [{ ...f.budget, spec: { minAvailable: '50%' } }] })],
    [
      'a CronJob that is suspended',
      f.withStable({ cronJobs: [{ ...f.cronJob, spec: { ...f.cronJob.spec, suspend: true } }] }),
    ],
    [
      'a Deployment that Flux leaves alone',
      f.withMetadata({ labels: flux, annotations: { [`${prefix}ssa`]: 'IfNotPresent' } }),
    ],
    ['a Deployment that Helm installed', f.withMetadata({ labels: { 'app.kubernetes.io/instance': 'orders' } })],
  ])('accepts %s in place', (_, facts) => {
    const told = findingsIn(facts, inPlace).filter(({ id }) => id !== 'readiness-gate-missing');
    expect(told).toEqual([]);
  });

  it('accepts slots that their labels tell apart', () => {
    const labels = { app: 'orders', 'tidegate.dev/slot': 'blue' };
    const deployment = { ...f.deployment, spec: { ...f.deployment.spec, selector: { matchLabels: labels } } };
    const services = [{ ...f.service, spec: { ...f.service.spec, selector: labels } }];
    expect(findingsIn(f.withStable({ deployment, services }), slots)).toEqual([]);
  });

  it('weighs a finding by the worst of the ways in which releases are done', () => {
    const severities = [inPlace, beside, { ...inPlace, beside: true }].map(
      (ways) => found('pre-stop-missing', f.withoutField('lifecycle'), ways)[0]?.severity,
    );
    expect(severities).toEqual(['error', 'warning', 'error']);
  });

  it('leaves ownership of the rule to a release that goes through the Ingress', () => {
    const { facts } = examples['rule-owned-by-controller'];
    const throughIngress = { ...facts, inspected: { ...facts.inspected, throughIngress: true } };
    expect(findingsIn(throughIngress, beside)).toEqual([]);
  });

  it('tells an accepted error as a warning that says why, and refuses for the others', () => {
    const findings = findingsIn(f.withSpec({ paused: true, strategy: { type: 'Recreate' } }), inPlace);
    const because = 'nobody uses it at night';
    expect(applyAccepted(findings, [{ finding: 'strategy-recreate', because }])).toMatchObject([
      { id: 'deployment-paused', severity: 'error' },
      { id: 'strategy-recreate', severity: 'warning', acceptedBecause: because },
    ]);
  });
});
