import { hasTheseDefaults, specDigest } from '../../plan/spec-digest.ts';
import { annotations } from '../../synth/spec/names.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';

/** An object of the catalog never changes, so it is judged once. */
const judged = new WeakMap<StoreObject, boolean>();

/**
 * Whether somebody has changed a Store's spec since it was applied from its file, and may not: a person who has taken over, and says why, may.
 * Costs neither a request nor a look at the file.
 */
export function isEditedByHand(store: StoreObject): boolean {
  const known = judged.get(store);
  if (known !== undefined) return known;
  const { [annotations.spec]: recorded = '', [annotations.breakGlass]: reason = '' } = store.metadata.annotations;
  const isEdited = reason.trim() === '' && hasTheseDefaults(recorded) && recorded !== specDigest(store.spec);
  judged.set(store, isEdited);
  return isEdited;
}
