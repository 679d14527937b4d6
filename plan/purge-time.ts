import type { FleetSpec } from '../synth/spec/fleet.ts';
import { durationMs } from '../synth/spec/scalars.ts';
import type { StoreSpec } from '../synth/spec/store.ts';

/**
 * When the data of a store goes: as long after its closing as its own file says, else the fleet; at once when its policy is Delete.
 *
 * @param closedAt ms since the epoch
 * @returns ms since the epoch
 */
export function purgeTime({ deletion }: StoreSpec, fleet: Pick<FleetSpec, 'retention'>, closedAt: number): number {
  return closedAt + (deletion.policy === 'Delete' ? 0 : durationMs(deletion.retention ?? fleet.retention));
}
