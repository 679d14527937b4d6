import type { ApiConnection } from '../../cluster/connection.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import { apiGroup } from '../../synth/spec/names.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import { parseFleetObject, parseStoreObject } from '../../synth/spec/parse-objects.ts';

/** The Store and Fleet objects of a cluster, of all fleets. Whoever follows them by a watch has them at hand. */
export interface ClusterView {
  readonly stores: Iterable<StoreObject>;
  /** Store objects that cannot be read: name → why. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly fleets: Iterable<FleetObject>;
}

/**
 * Reads the view once: a list of Stores, 500 at a time, and one of Fleets.
 *
 * @param namespace of the Store and Fleet objects
 * @throws ApiError
 */
export async function readClusterView(
  api: ApiConnection,
  namespace: string,
  signal?: AbortSignal,
): Promise<ClusterView> {
  const stores: StoreObject[] = [];
  const fleets: FleetObject[] = [];
  const unreadable = new Map<string, string>();
  const options = { namespace, signal };
  for await (const object of listObjects(api, kindInfo('Store', apiGroup), options))
    try {
      stores.push(parseStoreObject(object));
    } catch (error) {
      unreadable.set(object.metadata.name, error instanceof Error ? error.message : String(error));
    }
  for await (const object of listObjects(api, kindInfo('Fleet', apiGroup), options))
    fleets.push(parseFleetObject(object));
  return { stores, unreadable, fleets };
}
