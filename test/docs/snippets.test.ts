import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { Policy } from '../../src/contracts/policy.ts';
import { readPolicyFile } from '../../src/contracts/policy-file.ts';
import { RehearsalFile, readRehearsalFile } from '../../src/contracts/rehearsal.ts';
import { yamlSnippets } from './pages.ts';
import { wholePolicy } from './whole-policy.ts';

type Fields = Readonly<Record<string, unknown>>;
type Kind = 'policy' | 'part of a policy' | 'rehearsal' | 'part of a rehearsal' | 'Kubernetes' | 'other tools';

const documentsIn = (text: string): Fields[] => {
  const documents = [...parseAllDocuments(text)];
  for (const { errors } of documents) expect(errors).toEqual([]);
  return documents.map((document) => document.toJS());
};
const within = (keys: readonly string[], shape: object): boolean => keys.every((key) => key in shape);

/** What a snippet is, by its keys: a key that nobody knows makes it a snippet of nothing, and its test fails. */
const kindOf = (first: Fields): Kind | undefined => {
  const keys = Object.keys(first);
  if (keys.includes('apiVersion')) return 'Kubernetes';
  if (keys.includes('images')) return 'rehearsal';
  if (keys.includes('service')) return 'policy';
  if (within(keys, Policy.shape)) return 'part of a policy';
  if (within(keys, RehearsalFile.shape)) return 'part of a rehearsal';
  return within(keys, { ignoreDifferences: 'of an Application of Argo CD' }) ? 'other tools' : undefined;
};

const snippets = yamlSnippets.map(({ where, text }) => {
  const documents = documentsIn(text);
  return { where, text, documents, kind: kindOf(documents[0] ?? {}) };
});
const of = (...kinds: Kind[]) => snippets.filter(({ kind }) => kind !== undefined && kinds.includes(kind));
const taken = { ok: true, value: expect.anything() };

const policy = (() => {
  const wholly = wholePolicy({ manifests: { bucket: 'tidegate-manifests-shop', key: 'orders/{tag}.yaml' } });
  const reading = readPolicyFile('tidegate.yml', JSON.stringify(wholly));
  if (!reading.ok) throw new Error(`no policy to rehearse by: ${JSON.stringify(reading.problems)}`);
  return reading.value;
})();

describe('the snippets of the documentation', () => {
  it('are all of a known kind', () => {
    expect(snippets.filter(({ kind }) => kind === undefined).map(({ where }) => where)).toEqual([]);
    expect(of('policy').length).toBeGreaterThan(0);
    expect(of('part of a policy').length).toBeGreaterThan(8);
  });

  it.each(of('policy'))('are taken as policies: $where', ({ where, text }) => {
    expect(readPolicyFile(where, text)).toEqual(taken);
  });

  it.each(of('part of a policy'))('are taken as parts of policies: $where', ({ where, documents }) => {
    expect(readPolicyFile(where, JSON.stringify(wholePolicy(documents[0] ?? {})))).toEqual(taken);
  });

  it.each(of('rehearsal'))('are taken as rehearsals: $where', ({ where, text }) => {
    expect(readRehearsalFile(where, text, policy)).toEqual(taken);
  });

  it.each(of('part of a rehearsal'))('are taken as parts of rehearsals: $where', ({ where, documents }) => {
    const images = { 'shop/orders:1.4.0': { command: ['node'] }, 'shop/orders:2.0.0': { command: ['node'] } };
    const story = [{ push: '2.0.0' }, { expect: 'released' }];
    const { stories, ...rest } = documents[0] ?? {};
    for (const one of Object.values(stories ?? { story })) {
      const text = JSON.stringify({ images, running: { tag: '1.4.0' }, ...rest, story: one });
      expect(readRehearsalFile(where, text, policy)).toEqual(taken);
    }
  });

  it.each(of('Kubernetes'))('are Kubernetes objects: $where', ({ documents }) => {
    for (const document of documents)
      expect(document).toMatchObject({
        ...{ apiVersion: expect.any(String), kind: expect.any(String) },
        metadata: { name: expect.any(String) },
      });
  });
});
