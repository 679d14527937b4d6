import { bytesOf } from '../../cluster/health/quantity.ts';
import { labels } from '../../synth/spec/names.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { closureInForce } from '../closure-in-force.ts';
import { takenOver } from '../explain/taken-over.ts';
import { foreignClaims } from '../foreign-claims.ts';
import { isOnItsWayOut } from '../on-its-way-out.ts';
import type { LiveFleet, LiveStore } from '../plan-input.ts';
import type { ClusterView } from './cluster-view.ts';

/** One fleet as a plan sees it, and what other fleets of the cluster have. */
export function liveFleet({ stores, unreadable, fleets }: ClusterView, fleet: string, now: number): LiveFleet {
  const all = [...stores];
  const own = all.filter(({ metadata }) => metadata.labels[labels.fleet] === fleet);
  const { names, hosts } = foreignClaims({ fleet, stores: all, unreadable, fleets });
  return {
    stores: new Map(own.map((store) => [store.metadata.name, liveStore(store, now)])),
    foreignNames: names,
    foreignHosts: hosts,
  };
}

const mebibyte = 1024 * 1024;

function liveStore(store: StoreObject, now: number): LiveStore {
  const closure = closureInForce(store);
  const spec = closure === undefined ? store.spec : { ...store.spec, closure };
  const volumes = store.status.volumes.flatMap(({ claim, size = '', released = false }) => {
    const bytes = bytesOf(size);
    return bytes === undefined || released ? [] : [{ claim, mebibytes: Math.ceil(bytes / mebibyte) }];
  });
  const person = takenOver(store);
  return { spec, volumes, purging: isOnItsWayOut(store, now), ...(person !== undefined && { takenOver: person }) };
}
