import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Page, pages, prose } from './pages.ts';

const root = join(import.meta.dirname, '../..');

/** What the pages of a repository host call a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchorsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

const isDead = ({ file, text }: Page, target: string): boolean => {
  const [path = '', anchor] = target.split('#');
  const linked = join(root, dirname(file), path);
  if (path !== '' && !existsSync(linked)) return true;
  return anchor !== undefined && !anchorsIn(path === '' ? text : readFileSync(linked, 'utf8')).includes(anchor);
};

describe('the links of the documentation', () => {
  it.each(pages)('lead to something that is there: $file', (page) => {
    const targets = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !/^https?:/.test(target) && isDead(page, target))).toEqual([]);
  });

  it('name scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const named = pages.flatMap(({ file, text }) =>
      [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, script = '']) => ({ file, script })),
    );
    expect(named.filter(({ script }) => !(script in scripts))).toEqual([]);
  });

  it('name examples that are there', () => {
    const named = pages.flatMap(({ file, text }) =>
      [...text.matchAll(/\bexamples\/[a-z/-]+[a-z](?:\.[a-z]+)?/g)].map(([path]) => ({ file, path })),
    );
    expect(named.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });
});
