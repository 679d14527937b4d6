import type { StoreStatus } from '../../synth/spec/store.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { isPending } from './rotate-secret.ts';

/** Stands for the value of `spec.rotate` of a rotation that nobody asks for any more. */
const unasked = 'unfinished';

/**
 * The store as its file wants it, and with it the end of a database rotation that was begun when the file still asked for one: the database may take the old password
 * or the next one by now, and only the Job finds out. Whatever value the Job is made for, it finishes what the Secret holds.
 */
export function finishingRotation(store: StoreObject, { secrets }: Pick<StoreStatus, 'secrets'>): StoreObject {
  const { spec } = store;
  if (spec.rotate['database'] !== undefined || !secrets.some(({ keys }) => isPending(keys))) return store;
  return { ...store, spec: { ...spec, rotate: { ...spec.rotate, database: unasked } } };
}
