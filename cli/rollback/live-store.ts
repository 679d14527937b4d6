import type { StoreObject } from '../../synth/spec/objects.ts';
import { parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { isApiError } from '../../cluster/errors.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { openCluster, type ClusterOptions } from '../cluster/open-cluster.ts';
import { ownCollection } from '../cluster/own-objects.ts';

/** A rollback is prepared without a cluster as well: it is not waited for longer than this, ms. */
const patience = 5_000;

/** The store as the cluster has it; or why that is not known. */
export type LiveStore = { readonly store: StoreObject } | { readonly unknown: string };

/** Asks the cluster for a store. Never throws: what is not known is no obstacle. */
export async function liveStore(name: string, options: ClusterOptions): Promise<LiveStore> {
  try {
    const api = await openCluster(options);
    try {
      const path = `${ownCollection('Store', options.namespace)}/${encodeURIComponent(name)}`;
      const signal = AbortSignal.timeout(patience);
      return { store: parseStoreObject(await api.request<KubeObject>({ method: 'GET', path, signal })) };
    } finally {
      await api.close();
    }
  } catch (error) {
    if (isApiError(error, 'NotFound')) return { unknown: `the cluster has no store ${name}` };
    if (isApiError(error, 'Aborted')) return { unknown: `the cluster did not answer within ${patience / 1000} s` };
    return { unknown: error instanceof Error ? error.message : String(error) };
  }
}
