import type { ApiConnection } from '../../cluster/connection.ts';
import { isApiError } from '../../cluster/errors.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { until } from './until.ts';

interface Pod extends KubeObject {
  readonly spec: { readonly nodeName?: string };
}

/** What a drain has done. */
export interface Drained {
  /** Pods that were evicted, as `namespace/name`. */
  readonly evicted: readonly string[];
  /** Evictions that a disruption budget put off. */
  readonly putOff: number;
}

const pathOf = ({ metadata }: KubeObject): string => `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;

/**
 * What `kubectl drain NODE` does: marks the node unschedulable, evicts each of its pods, asks again where a disruption budget says not yet, and waits until all are
 * gone. The node stays as it is then: see `uncordon`.
 */
export async function drain(api: ApiConnection, node: string): Promise<Drained> {
  await mark(api, node, true);
  const pods = await podsOn(api, node);
  let putOff = 0;
  const evict = async (pod: Pod): Promise<void> => {
    const { namespace, name, uid } = pod.metadata;
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
    const tried = async (): Promise<boolean> => {
      try {
        await api.request({ method: 'POST', path: `${pathOf(pod)}/eviction`, body });
        return true;
      } catch (error) {
        if (isApiError(error, 'NotFound')) return true;
        if (!isApiError(error, 'Throttled')) throw error;
        putOff += 1;
        return false;
      }
    };
    await until(`${namespace}/${name} is evicted`, tried, { timeoutMs: 60_000, intervalMs: 200 });
    const gone = async (): Promise<boolean> => (await podsOn(api, node)).every(({ metadata }) => metadata.uid !== uid);
    await until(`${namespace}/${name} is gone`, gone, { timeoutMs: 60_000, intervalMs: 100 });
  };
  await Promise.all(pods.map(evict));
  return { evicted: pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`), putOff };
}

/** Lets pods come back to a node. */
export async function uncordon(api: ApiConnection, node: string): Promise<void> {
  await mark(api, node, null);
}

async function mark(api: ApiConnection, node: string, unschedulable: true | null): Promise<void> {
  const body = { spec: { unschedulable } };
  await api.request({
    method: 'PATCH',
    path: `/api/v1/nodes/${node}`,
    contentType: 'application/merge-patch+json',
    body,
  });
}

/** Pods that run on a node; those that have ended may stay. */
export async function podsOn(api: ApiConnection, node: string): Promise<Pod[]> {
  const fieldSelector = `spec.nodeName=${node},status.phase!=Succeeded,status.phase!=Failed`;
  const { items } = await api.request<{ items: Pod[] }>({
    method: 'GET',
    path: '/api/v1/pods',
    query: { fieldSelector },
  });
  return items;
}
