import { describe, expect, it } from '@jest/globals';
import { refuseNewer } from '../../../src/adapters/k8s/ownership.ts';
import { refusal } from '../../../src/adapters/k8s/refusals.ts';

const asked = { verb: 'patch', plural: 'deployments', namespace: 'orders-green', name: 'orders' };
const answer = (status: number, message: string) => ({ status, text: JSON.stringify({ kind: 'Status', message }) });

describe('an answer of the Kubernetes API', () => {
  it.each([
    [422, 'spec.replicas: Invalid value', 'CandidateRejected'],
    [400, 'json: unknown field', 'CandidateRejected'],
    [404, 'namespaces "orders-green" not found', 'CandidateRejected'],
    [403, 'deployments.apps "orders" is forbidden: User "lambda" cannot patch', 'ClusterUnreachable'],
    [403, 'admission webhook "policy.example" denied the request: no latest tag', 'CandidateRejected'],
    [403, 'pods "orders" is forbidden: exceeded quota: small', 'CandidateRejected'],
    [401, 'Unauthorized', 'ClusterUnreachable'],
    [429, 'too many requests', 'ClusterUnreachable'],
    [500, 'etcd is slow', 'ClusterUnreachable'],
    [503, 'apiserver is shutting down', 'ClusterUnreachable'],
    [409, 'the object has been modified', 'NotConverged'],
  ])('of %i (%s) means %s, and the sentence says what was asked', (status, message, code) => {
    const error = refusal(asked, answer(status, message));
    expect(error.name).toBe(code);
    expect(error.message).toContain('patch deployments orders in namespace orders-green');
    expect(error.message).toContain(message);
  });

  it('of a proxy in between is quoted', () => {
    expect(refusal(asked, { status: 502, text: '<h1>Bad gateway</h1>' }).message).toContain('<h1>Bad gateway</h1>');
  });
});

describe('an object with notes of another release', () => {
  const noted = (service: string, epoch?: string) => ({
    metadata: {
      ...{ name: 'orders', namespace: 'orders-green', labels: { 'tidegate.dev/service': service } },
      annotations: epoch === undefined ? {} : { 'tidegate.dev/epoch': epoch },
    },
  });
  const refuse = (...objects: object[]) => refuseNewer({ service: 'orders', epoch: 9 }, objects);

  it('is refused when that release is newer', () => {
    expect(() => refuse(noted('orders', '8'), noted('orders', '10'))).toThrow(
      expect.objectContaining({ name: 'StaleRelease', message: expect.stringContaining('release 10 of orders') }),
    );
  });

  it('is taken over when it is older, our own, of another service, or of nobody', () => {
    expect(() =>
      refuse(noted('orders', '8'), noted('orders', '9'), noted('billing', '99'), noted('orders'), {}),
    ).not.toThrow();
  });
});
