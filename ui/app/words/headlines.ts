import type { FleetView } from '../../server/api/fleet-view.ts';
import type { Counts, StoreList } from '../../server/api/store-list.ts';
import { clock, inDays } from './time-words.ts';
import { plural } from './plural.ts';

/** All stores that are counted. */
export function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/**
 * What the page of stores says first: how many, and whether any needs a person.
 *
 * @param staleSince what is shown is as of then; undefined: it is live
 */
export function storesHeadline(counts: Counts, needs: number, staleSince: number | undefined): string {
  const stores = plural(totalOf(counts), 'store');
  if (staleSince !== undefined) return `${stores}, as of ${clock(staleSince)}`;
  if (needs === 0) return `${stores}, none needs anyone`;
  return `${stores}, ${needs === 1 ? '1 needs' : `${needs} need`} someone`;
}

/** How many stores of a list need a person. */
export function needsOf({ groups }: Pick<StoreList, 'groups'>): number {
  return groups.find(({ group }) => group === 'needs')?.count ?? 0;
}

/** @param next when the first of them loses its data */
export function closedHeadline(count: number, next: string | undefined, now: number): string {
  if (count === 0) return 'No closed stores';
  const stores = plural(count, 'closed store');
  if (next === undefined) return stores;
  return `${stores}, ${count === 1 ? 'purged' : 'the next is purged'} ${inDays(next, now)}`;
}

/** @param outOfStep stores that are not as their file says */
export function fleetHeadline(fleet: FleetView, outOfStep: number): string {
  if (fleet.suspended) return `${fleet.name} is suspended: Git is not followed`;
  if (fleet.head === undefined) return `${fleet.name} has not read its repository yet`;
  if (fleet.stores === 0) return 'No stores yet';
  return outOfStep === 0
    ? `${fleet.stores === 1 ? 'The store matches' : `All ${fleet.stores} stores match`} Git`
    : `${Math.max(0, fleet.stores - outOfStep)} of ${plural(fleet.stores, 'store matches', 'stores match')} Git`;
}
