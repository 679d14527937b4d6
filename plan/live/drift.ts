import type { StoreStatus } from '../../synth/spec/store.ts';
import type { DriftedObject } from '../plan-report.ts';
import type { PresentObject } from './live-objects.ts';

/** While a store comes up or goes down, what its status says of its objects is behind. */
const settled: ReadonlySet<string> = new Set(['Ready', 'Degraded', 'Failed', 'Suspended']);

/**
 * The objects that differ from what Urumi last applied: somebody has changed or deleted them, and the controller, or the merge, puts them
 * back. Costs no comparison of fields: the store's inventory has the version that each apply returned.
 *
 * @param stays whether the merge keeps an object that was looked for: of what it deletes, nobody needs to know
 */
export function driftOf(
  { phase, inventory }: Pick<StoreStatus, 'phase' | 'inventory'>,
  present: ReadonlyMap<string, PresentObject>,
  stays: (id: string) => boolean,
): DriftedObject[] {
  if (phase === undefined || !settled.has(phase)) return [];
  return inventory.flatMap(({ id, uid, version }): DriftedObject[] => {
    if (uid === '' || version === '' || !stays(id)) return [];
    const live = present.get(id);
    if (live === undefined || live.uid !== uid) return [{ id, state: 'missing' }];
    return live.version === version ? [] : [{ id, state: 'changed' }];
  });
}
