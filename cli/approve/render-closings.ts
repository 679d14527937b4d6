import type { StoreObject } from '../../synth/spec/objects.ts';
import type { FleetSpec } from '../../synth/spec/fleet.ts';
import { renderVolumes, totalSize } from '../render-volumes.ts';
import { renderTable } from '../table.ts';
import type { PendingClosings } from './closings-to-approve.ts';

function keptFor({ spec }: StoreObject, { retention }: Pick<FleetSpec, 'retention'>): string {
  return spec.deletion.policy === 'Delete' ? 'not at all (policy Delete)' : (spec.deletion.retention ?? retention);
}

/**
 * What an approval would close, for people: each store with its volumes and how long they are kept.
 *
 * @param stores the live Stores by name; one that is missing was deleted meanwhile
 */
export function renderClosings(
  fleet: string,
  { revision, closures, stores: names, reason }: PendingClosings,
  { stores, spec }: { readonly stores: ReadonlyMap<string, StoreObject>; readonly spec: Pick<FleetSpec, 'retention'> },
): string {
  const rows = names.map((name) => {
    const store = stores.get(name);
    if (store === undefined) return [name, 'gone', '', ''];
    return [name, store.status.phase ?? 'Pending', renderVolumes(store.status.volumes), keptFor(store, spec)];
  });
  const volumes = names.flatMap((name) => stores.get(name)?.status.volumes ?? []);
  const more = closures - names.length;
  return [
    `Revision ${revision.slice(0, 12)} of fleet ${fleet} would close ${closures} store(s):\n\n`,
    renderTable(['STORE', 'PHASE', 'VOLUMES', 'DATA IS KEPT'], rows),
    more > 0 ? `and ${more} more, which the fleet's status does not name\n` : '',
    `\n${totalSize(volumes)}\n${reason}\n`,
  ].join('');
}
