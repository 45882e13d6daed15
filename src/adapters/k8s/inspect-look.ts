import type { Unseen } from '../../ports/inspection.ts';
import type { ApiAnswer, ApiServer } from './api-server.ts';
import { refusal } from './refusals.ts';

/** Reads that may be denied: then the answer is undefined, and `unseen` tells what was not seen and why. */
export interface Look {
  readonly unseen: readonly Unseen[];
  /** The object at a path, or null when there is none. */
  get<Shape>(path: string): Promise<Shape | null | undefined>;
  /** Everything a path lists. */
  list<Shape>(path: string, labelSelector?: string): Promise<readonly Shape[] | undefined>;
}

const pageSize = '250';
/** A cluster with more is not looked through: an admission has seconds. */
const mostPages = 20;

const whyDenied = ({ status }: ApiAnswer): string | undefined => {
  if (status === 401 || status === 403) return 'Kubernetes does not let us read it';
  if (status === 404 || status === 405 || status === 501) return 'this cluster does not serve it';
  return undefined;
};

const askedFor = (path: string, verb: string) => {
  const [, namespace = '', plural = path] = /(?:namespaces\/([^/]+)\/)?([a-z]+)(?:\/[^/]+)?$/.exec(path) ?? [];
  return { verb, plural, namespace };
};

/** Looks at one API server; throws `ClusterUnreachable` when it does not answer at all. */
export const lookAt = (server: ApiServer): Look => {
  const unseen: Unseen[] = [];
  const denied = (path: string, why: string): undefined => {
    unseen.push({ what: path, why });
  };
  const page = async (path: string, query: Record<string, string>) => {
    const answer = await server.send({ method: 'GET', path, query });
    if (answer.status < 300) return JSON.parse(answer.text) as Page;
    return whyDenied(answer) ?? Promise.reject(refusal(askedFor(path, 'list'), answer));
  };
  return {
    unseen,
    get: async <Shape>(path: string) => {
      const answer = await server.send({ method: 'GET', path });
      if (answer.status < 300) return JSON.parse(answer.text) as Shape;
      if (answer.status === 404) return null;
      const why = whyDenied(answer);
      if (why === undefined) throw refusal(askedFor(path, 'get'), answer);
      return denied(path, why);
    },
    list: async <Shape>(path: string, labelSelector?: string) => {
      const items: Shape[] = [];
      const selection = labelSelector === undefined ? {} : { labelSelector };
      let next: string | undefined = '';
      for (let pages = 0; next !== undefined; pages++) {
        if (pages === mostPages) return denied(path, `there are more than ${mostPages * Number(pageSize)} of them`);
        const more: Record<string, string> = next === '' ? {} : { continue: next };
        const found: Page | string = await page(path, { limit: pageSize, ...selection, ...more });
        if (typeof found === 'string') return denied(path, found);
        items.push(...(found.items as Shape[]));
        next = found.metadata?.continue || undefined;
      }
      return items;
    },
  };
};

interface Page {
  readonly items: readonly unknown[];
  readonly metadata?: { readonly continue?: string };
}
