import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A page of the documentation. `file` is relative to the repository. */
export interface Page {
  readonly file: string;
  readonly text: string;
}

/** A fenced block of a page; `where` is the page and the line that it begins on. */
export interface Snippet {
  readonly where: string;
  readonly text: string;
}

/** README and everything in docs/. */
export const pages: readonly Page[] = ['README.md', ...globSync('docs/**/*.md', { cwd: root }).toSorted()].map(
  (file) => ({ file, text: readFileSync(join(root, file), 'utf8') }),
);

const fencedAs = (language: string): readonly Snippet[] =>
  pages.flatMap(({ file, text }) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
      ({ index, 1: inside = '' }) => ({
        where: `${file}:${text.slice(0, index).split('\n').length}`,
        text: inside,
      }),
    ),
  );

/** The blocks of all pages that are fenced as YAML. */
export const yamlSnippets = fencedAs('yaml');

/** Those that are fenced as SQL: migrations, each. */
export const sqlSnippets = fencedAs('sql');

/** The page without its fenced blocks. */
export const prose = ({ text }: Page): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '');
