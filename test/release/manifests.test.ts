import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { ReleaseRecord } from '../../src/contracts/release.ts';
import { TidegateError } from '../../src/domain/errors.ts';
import type { Manifests } from '../../src/ports/manifests.ts';
import { objectsOf } from '../../src/release/manifest-of.ts';
import { Refusal } from '../../src/release/refusal.ts';
import { manifestFor } from '../../src/release/survey-manifest.ts';
import { policyWith, recordWith, site } from '../support/release-facts.ts';
import { chart, document } from '../support/rendered-manifests.ts';

const bucket = 'tidegate-manifests-shop';
const where = `s3://${bucket}/orders/2.0.0.yaml`;
const policy = policyWith({ manifests: { bucket, key: 'orders/{tag}.yaml' } });
const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

/** S3 with this text for version 2.0.0, or with nothing. */
const holding = (text: string | undefined): Manifests => ({
  fetch: async (asked, key) =>
    text === undefined || `s3://${asked}/${key}` !== where ? undefined : { text, sha256: sha256Of(text) },
});
const survey = (text: string | undefined, of = policy) => manifestFor(of, '2.0.0', { manifests: holding(text) });
const admitted = (text: string): ReleaseRecord => {
  const { release, ...record } = recordWith();
  const manifest = { bucket, key: 'orders/2.0.0.yaml', sha256: sha256Of(text) };
  return { ...record, release: { ...release, manifest } };
};

describe('a survey of manifests', () => {
  it('keeps where they are and what they were, and tells what is left alone', async () => {
    const text = [chart(), document('networking.k8s.io/v1', 'Ingress', 'shop')].join('---\n');
    expect(await survey(text)).toEqual({
      reference: { bucket, key: 'orders/2.0.0.yaml', sha256: sha256Of(text) },
      untouched: ['Ingress/shop: left alone, it is not part of one version'],
    });
  });

  it('is none where the policy names no manifests', async () => {
    expect(await survey(chart(), policyWith())).toBeUndefined();
  });

  it('refuses a release whose manifests are not there yet', async () => {
    await expect(survey(undefined)).rejects.toThrow(
      `there are no manifests at ${where}: let CI put them there before it pushes the image, then start the release again`,
    );
  });

  it('refuses a release whose manifests cannot be read, and fails where S3 may work again', async () => {
    const failing = (error: TidegateError) => ({ manifests: { fetch: async () => Promise.reject(error) } });
    const unreadable = new TidegateError('ManifestsUnreadable', 'there is no bucket');
    await expect(manifestFor(policy, '2.0.0', failing(unreadable))).rejects.toEqual(new Refusal('there is no bucket'));
    const failed = new TidegateError('CallFailed', 'GetObject failed');
    await expect(manifestFor(policy, '2.0.0', failing(failed))).rejects.toBe(failed);
  });

  it.each([
    ['no YAML', 'a: [', /^s3:.*2\.0\.0\.yaml: document 1: /],
    [
      'no version of the workload',
      document('v1', 'ConfigMap', 'a'),
      /2\.0\.0\.yaml: the file has no Deployment orders/,
    ],
  ])('refuses what is %s, by file, place and fix', async (_what, text, message) => {
    await expect(survey(text)).rejects.toThrow(message);
  });

  it('takes the Deployment by the policy’s name or by a slot’s, where versions share a namespace', async () => {
    const workload = { deployment: 'orders', container: 'app', namespaces: { blue: 'shop', green: 'shop' } };
    const slots = policyWith({ workload, manifests: policy.manifests });
    for (const name of ['orders', 'orders-blue', 'orders-green'])
      await expect(survey(chart().replaceAll('name: orders\n', `name: ${name}\n`), slots)).resolves.toBeDefined();
    await expect(survey(chart().replaceAll('name: orders\n', 'name: orders-green\n'))).rejects.toThrow(
      /no Deployment orders/,
    );
  });
});

describe('the objects of an admitted release', () => {
  it('are what the manifests have of its version', async () => {
    const objects = await objectsOf(admitted(chart()), holding(chart()));
    expect(objects?.map(({ kind }) => kind)).toContain('Deployment');
    expect(objects).toHaveLength(9);
  });

  it('are none for a release without manifests: stable is cloned', async () => {
    expect(await objectsOf(recordWith(), holding(chart()))).toBeUndefined();
  });

  it.each([
    [
      'changed',
      chart({ env: { COLOR: 'red' } }),
      /was changed since this release was admitted: start the release again/,
    ],
    ['deleted', undefined, /was deleted since this release was admitted/],
  ])('are refused when the file was %s meanwhile', async (_what, text, message) => {
    await expect(objectsOf(admitted(chart()), holding(text))).rejects.toMatchObject({
      name: 'CandidateRejected',
      message: expect.stringMatching(message),
    });
  });

  it('are found by the names of slots', async () => {
    const slot = (color: 'blue' | 'green') => ({
      ...site[color === 'blue' ? 'stable' : 'candidate'],
      namespace: 'shop',
    });
    const record = admitted(chart());
    const slotted = {
      ...site,
      stable: { ...slot('blue'), deployment: 'orders-blue' },
      candidate: { ...slot('green'), deployment: 'orders-green' },
    };
    const release = { ...record.release, site: slotted };
    expect(await objectsOf({ ...record, release }, holding(chart()))).toHaveLength(9);
  });
});
