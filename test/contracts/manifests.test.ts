import { describe, expect, it } from '@jest/globals';
import { maxManifestBytes, readManifests } from '../../src/contracts/manifests.ts';

const object = (name: string, more = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n${more}`;
const objectsIn = (text: string) => {
  const reading = readManifests(text);
  if ('problems' in reading) throw new Error(reading.problems.join('; '));
  return reading.objects;
};
const problemsIn = (text: string) => {
  const reading = readManifests(text);
  return 'problems' in reading ? reading.problems : [];
};

describe('rendered manifests', () => {
  it('are the documents of a stream, each known by its place; empty ones are skipped and counted', () => {
    const text = `# Source: chart\n---\n${object('a')}---\n# nothing\n---\n${object('b')}`;
    expect(objectsIn(text).map(({ place, object: { metadata } }) => [place, metadata.name])).toEqual([
      ['document 1', 'a'],
      ['document 3', 'b'],
    ]);
    expect(objectsIn('')).toEqual([]);
  });

  it('may hold Lists, whose items are objects like others', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- { apiVersion: v1, kind: Service, metadata: { name: s } }\n`;
    expect(objectsIn(list).map(({ place }) => place)).toEqual(['document 1, items[0]']);
    expect(problemsIn(`${list}- { kind: Service }\n`)).toEqual([
      'document 1, items[1]: apiVersion is missing or no text: every document needs apiVersion, kind and metadata.name',
    ]);
  });

  it('are read as kubectl reads them: octal file modes, yes for true, times as text', () => {
    const [read] = objectsIn(object('a', 'mode: 0644\nopens: 12:30\non: yes\nday: 2026-01-05\nversion: "1.10"\n'));
    expect(read?.object).toMatchObject({ mode: 420, opens: '12:30', day: '2026-01-05', version: '1.10', true: true });
  });

  it('keep anchors and merges', () => {
    const [read] = objectsIn(object('a', 'base: &base { x: 1 }\nmore: { <<: *base, z: 2 }\n'));
    expect(read?.object['more']).toEqual({ x: 1, z: 2 });
  });

  it.each([
    ['no YAML', 'a: [1,\n', /^document 1: .*line/],
    ['a key given twice', object('a', 'x: 1\nx: 2\n'), /^document 1: Map keys must be unique at line 5/],
    ['no object', '- just\n- a list\n', 'document 1: is no Kubernetes object: every document needs'],
    ['no name', 'apiVersion: v1\nkind: Service\nmetadata: {}\n', 'document 1: metadata.name is missing or no text'],
    [
      'an annotation that is no text',
      'apiVersion: v1\nkind: Service\nmetadata: { name: a, annotations: { size: 1 } }\n',
      'document 1: metadata.annotations.size is missing or no text',
    ],
  ])('are refused by the place of %s', (_what, text, problem) => {
    expect(problemsIn(text)).toEqual([
      typeof problem === 'string' ? expect.stringContaining(problem) : expect.stringMatching(problem),
    ]);
  });

  it('do not explode: aliases of aliases are refused', () => {
    const levels = [...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]\n`);
    const bomb = object('a', `a: &a [x, x, x, x, x, x, x, x, x]\n${levels.join('')}`);
    expect(problemsIn(bomb)).toEqual([
      expect.stringMatching(/^document 1: Excessive alias count.*without these aliases$/),
    ]);
  });

  it('have an end: too many bytes or documents are refused', () => {
    expect(problemsIn(`# ${'x'.repeat(maxManifestBytes)}`)).toEqual([
      expect.stringContaining('more than 1048576 bytes'),
    ]);
    expect(problemsIn(`${object('a')}---\n`.repeat(400))).toEqual([expect.stringContaining('more than 300 documents')]);
  });
});
