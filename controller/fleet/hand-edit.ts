import { digestOf } from '../../synth/digest.ts';
import { annotations } from '../../synth/spec/names.ts';
import { storeFileSpecSchema, type StoreSpec } from '../../synth/spec/store.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';

/**
 * Changes with the defaults. What another Urumi recorded under other defaults says nothing about hands: the API server fills a new default
 * into every Store.
 */
const ofDefaults = digestOf(storeFileSpecSchema.parse({ engine: 'woocommerce' })).slice(0, 8);

/** An object of the catalog never changes, so it is judged once. */
const judged = new WeakMap<StoreObject, boolean>();

/** What is recorded on a Store object of the spec that its file came to; its closing, which is no file's, does not count. */
export function specDigest(spec: StoreSpec): string {
  return `${ofDefaults}-${digestOf({ ...spec, closure: undefined })}`;
}

/** Whether somebody has changed a Store's spec since it was applied from its file. Costs neither a request nor a look at the file. */
export function isEditedByHand(store: StoreObject): boolean {
  const known = judged.get(store);
  if (known !== undefined) return known;
  const recorded = store.metadata.annotations[annotations.spec] ?? '';
  const isEdited = recorded.startsWith(`${ofDefaults}-`) && recorded !== specDigest(store.spec);
  judged.set(store, isEdited);
  return isEdited;
}
