import { annotations } from '../synth/spec/names.ts';
import type { StoreObject } from '../synth/spec/objects.ts';
import { closureInForce } from './closure-in-force.ts';
import { isPurgeDue } from './purge-due.ts';

/**
 * Whether a store's object has to go before the name is used again: its purge has begun or is due, or the object of an open store is being
 * deleted. A closed store whose object is being deleted is reopened like others: without its closure the store loop lets go of the object and
 * keeps the data, with it the data would be purged in the end.
 */
export function isOnItsWayOut(store: StoreObject, now: number): boolean {
  const closure = closureInForce(store);
  if (store.status.phase === 'Purging') return true;
  if (closure === undefined) return store.metadata.deletionTimestamp !== undefined;
  return isPurgeDue(closure, store.metadata.annotations[annotations.held] ?? '', now);
}
