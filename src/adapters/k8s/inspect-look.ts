import type { Unseen } from '../../ports/inspection.ts';
import type { ApiAnswer, ApiServer } from './api-server.ts';
import { refusal } from './refusals.ts';

/** What is looked at; all namespaces when it names none. */
export interface Looked {
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespace?: string;
}

/** Reads that may be denied: then the answer is undefined, and `unseen` tells what was not seen and why. */
export interface Look {
  readonly unseen: readonly Unseen[];
  /** One object, or null when there is none. */
  get<Shape>(looked: Looked, name: string): Promise<Shape | null | undefined>;
  list<Shape>(looked: Looked, labelSelector?: string): Promise<readonly Shape[] | undefined>;
}

const pageSize = 250;
/** A cluster with more is not looked through: an admission has seconds. */
const mostPages = 20;

const pathTo = ({ apiVersion, plural, namespace }: Looked): string => {
  const root = `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`;
  return namespace === undefined ? `${root}/${plural}` : `${root}/namespaces/${namespace}/${plural}`;
};

const whyDenied = ({ status }: ApiAnswer): string | undefined => {
  if (status === 401 || status === 403) return 'Kubernetes does not let us read it';
  if (status === 404 || status === 405 || status === 501) return 'this cluster does not serve it';
  return undefined;
};

const failed = (verb: string, { plural, namespace = 'all' }: Looked, answer: ApiAnswer) =>
  refusal({ verb, plural, namespace }, answer);

interface Page {
  readonly items: readonly unknown[];
  readonly metadata?: { readonly continue?: string };
}

/** Looks at one API server; throws `ClusterUnreachable` when it does not answer at all. */
export const lookAt = (server: ApiServer): Look => {
  const unseen: Unseen[] = [];
  const denied = ({ plural, namespace }: Looked, why: string): undefined => {
    unseen.push({ what: `${plural} of ${namespace === undefined ? 'the cluster' : `namespace ${namespace}`}`, why });
  };
  const page = async (looked: Looked, query: Readonly<Record<string, string>>): Promise<Page | undefined> => {
    const answer = await server.send({ method: 'GET', path: pathTo(looked), query });
    if (answer.status < 300) return JSON.parse(answer.text) as Page;
    const why = whyDenied(answer);
    if (why === undefined) throw failed('list', looked, answer);
    return denied(looked, why);
  };
  return {
    unseen,
    get: async <Shape>(looked: Looked, name: string) => {
      const answer = await server.send({ method: 'GET', path: `${pathTo(looked)}/${name}` });
      if (answer.status < 300) return JSON.parse(answer.text) as Shape;
      if (answer.status === 404) return null;
      const why = whyDenied(answer);
      if (why === undefined) throw failed('get', looked, answer);
      return denied(looked, why);
    },
    list: async <Shape>(looked: Looked, labelSelector?: string) => {
      const query = { limit: String(pageSize), ...(labelSelector === undefined ? {} : { labelSelector }) };
      const items: Shape[] = [];
      let token = '';
      for (let pages = 0; pages < mostPages; pages++) {
        const found = await page(looked, token === '' ? query : { ...query, continue: token });
        if (found === undefined) return undefined;
        items.push(...(found.items as Shape[]));
        token = found.metadata?.continue ?? '';
        if (token === '') return items;
      }
      return denied(looked, `there are more than ${mostPages * pageSize} of them`);
    },
  };
};
