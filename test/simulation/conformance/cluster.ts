import type { ApiConnection, ApiRequest } from '../../../cluster/connection.ts';
import { isApiError } from '../../../cluster/errors.ts';
import type { KubeObject } from '../../../cluster/object.ts';

/** A cluster that a script is played on: an API server and Kubernetes' own controllers, real or model. */
export interface Cluster {
  readonly api: ApiConnection;
  /** Lets time pass, ms: real or virtual. */
  readonly wait: (ms: number) => Promise<void>;
  /** Makes the server forget what was written up to now. */
  readonly compact: () => Promise<void>;
}

/** What was done or asked → what the cluster made of it. */
export type Finding = readonly [what: string, answer: unknown];

/** How long anything may take, in waits of `pause` ms. */
const patience = { pause: 50, times: 1_200 } as const;

/** An object, or the refusal as the controller sees it: `404 NotFound`. */
export async function ask({ api }: Cluster, request: ApiRequest): Promise<KubeObject | string> {
  try {
    return await api.request<KubeObject>(request);
  } catch (error) {
    if (!isApiError(error)) throw error;
    return `${error.status} ${error.code}`;
  }
}

/**
 * Asks again and again until the answer is as it should be in the end.
 *
 * @throws Error with the last answer when it never is
 */
export async function until(
  cluster: Cluster,
  request: ApiRequest,
  isDone: (answer: KubeObject | string) => boolean,
): Promise<KubeObject | string> {
  let answer: KubeObject | string = '';
  for (let times = 0; times < patience.times; times++) {
    answer = await ask(cluster, request);
    if (isDone(answer)) return answer;
    await cluster.wait(patience.pause);
  }
  throw new Error(`${request.method} ${request.path} never came to it: ${JSON.stringify(answer)}`);
}

export const get = (path: string): ApiRequest => ({ method: 'GET', path });
export const create = (path: string, body: object): ApiRequest => ({ method: 'POST', path, body });

/** A server-side apply: the controller's, forced, unless told otherwise. */
export function apply(
  path: string,
  body: object,
  { manager = 'urumi', force = true }: { readonly manager?: string; readonly force?: boolean } = {},
): ApiRequest {
  const query = { fieldManager: manager, force };
  return { method: 'PATCH', path, query, contentType: 'application/apply-patch+yaml', body };
}

/** A person's merge patch. */
export function merge(path: string, body: object): ApiRequest {
  return {
    method: 'PATCH',
    path,
    query: { fieldManager: 'kubectl-edit' },
    contentType: 'application/merge-patch+json',
    body,
  };
}

export function remove(path: string, options: object = {}): ApiRequest {
  return { method: 'DELETE', path, body: { apiVersion: 'v1', kind: 'DeleteOptions', ...options } };
}

export const isGone = (answer: KubeObject | string): boolean => answer === '404 NotFound';

/** Whether it was taken, or why not. */
export const outcome = (answer: KubeObject | string): string => (typeof answer === 'string' ? answer : 'taken');

/** Whether an object is there, and whether it is about to go, with what holds it up. */
export function presence(answer: KubeObject | string): unknown {
  if (typeof answer === 'string') return answer;
  const { deletionTimestamp, finalizers = [] } = answer.metadata;
  return deletionTimestamp === undefined ? 'there' : { goingBut: [...finalizers].sort() };
}
