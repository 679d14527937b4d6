import type { InventoryEntry, StoreStatus } from '../../synth/spec/store.ts';
import { mostVolumes } from '../../synth/spec/volume-claims.ts';
import { fromMebibytes } from '../../synth/quantity.ts';
import { kindOf, nameOf } from './kind-of.ts';
import type { LiveView } from './record.ts';

type Volume = StoreStatus['volumes'][number];

/**
 * The PersistentVolumes that hold a store's data, in the order of their claims' names; behind them those that outlived their claims, because their reclaim
 * policy is Retain. They may be of an earlier store of that name. As many as a status may list.
 */
export function volumesOf(live: LiveView, inventory: readonly InventoryEntry[]): Volume[] {
  const volumes: Volume[] = [];
  for (const { id, uid, component, health } of live) {
    if (!id.startsWith('PersistentVolume/')) continue;
    const isReleased = health.status === 'Current' && health.reason === 'Released';
    const size = isReleased ? undefined : sizeOf(component, inventory);
    const rest = { ...(size === undefined ? {} : { size }), ...(isReleased ? { released: true } : {}) };
    volumes.push({ claim: component, uid, volume: nameOf(id), ...rest });
  }
  return volumes.toSorted((a, b) => order(a).localeCompare(order(b))).slice(0, mostVolumes);
}

/** What the claim asks for: its weight is in MiB. */
function sizeOf(claim: string, inventory: readonly InventoryEntry[]): string | undefined {
  const entry = inventory.find(({ id }) => kindOf(id) === 'PersistentVolumeClaim' && nameOf(id) === claim);
  return entry?.weight === undefined ? undefined : fromMebibytes(entry.weight);
}

function order({ claim, volume = '', released = false }: Volume): string {
  return `${released ? 1 : 0}/${claim}/${volume}`;
}
