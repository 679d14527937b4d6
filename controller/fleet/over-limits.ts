import type { FleetSpec } from '../../synth/spec/fleet.ts';
import type { StoreObject } from '../objects.ts';
import type { StoreChange } from './fleet-decision.ts';

/** How many stores are taken so far, in all and by owner. */
class Places {
  #stores = 0;
  readonly #owners = new Map<string, number>();

  get stores(): number {
    return this.#stores;
  }

  ownedBy(owner: string): number {
    return this.#owners.get(owner) ?? 0;
  }

  take(owner: string | undefined): void {
    this.#stores += 1;
    this.give(owner);
  }

  /** A store that has its place gets this owner. */
  give(owner: string | undefined): void {
    if (owner !== undefined) this.#owners.set(owner, this.ownedBy(owner) + 1);
  }
}

function objection(
  { file }: StoreChange,
  live: StoreObject | undefined,
  places: Places,
  limits: FleetSpec['limits'],
): string | undefined {
  if (live === undefined && places.stores >= limits.stores) {
    return `${file.place([])}: the fleet has room for ${limits.stores} stores (limits.stores), and all places are taken; close a store, or raise the limit`;
  }
  const { owner } = file;
  if (owner === undefined || live?.spec.owner === owner || places.ownedBy(owner) < limits.storesPerOwner)
    return undefined;
  return `${file.place(['spec', 'owner'])}: owner '${owner}' has ${places.ownedBy(owner)} stores, the most that limits.storesPerOwner allows; close one of them, or raise the limit`;
}

/**
 * The candidates that the fleet has no room for: stores in all, and stores per owner. Stores that are open keep their place; among new ones
 * the path decides, so that every reading of a revision gives the same answer.
 *
 * @param open stores that stay open
 * @returns path → messages
 */
export function overLimits(
  candidates: ReadonlyMap<string, StoreChange>,
  open: ReadonlyMap<string, StoreObject>,
  limits: FleetSpec['limits'],
): ReadonlyMap<string, readonly string[]> {
  const held = new Map<string, readonly string[]>();
  if (candidates.size === 0) return held;
  const places = new Places();
  for (const { spec } of open.values()) places.take(spec.owner);
  for (const [path, change] of [...candidates].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const live = open.get(change.name);
    const message = objection(change, live, places, limits);
    if (message !== undefined) held.set(path, [message]);
    else if (live === undefined) places.take(change.file.owner);
    else if (live.spec.owner !== change.file.owner) places.give(change.file.owner);
  }
  return held;
}
