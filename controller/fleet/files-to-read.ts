import { annotations } from '../../synth/spec/names.ts';
import { storeNameOf } from '../../synth/spec/store-file-name.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { isEditedByHand } from './hand-edit.ts';

/** Whether the Store object was made of the file at `path` with this blob, and is what it says. */
export function isApplied(store: StoreObject | undefined, path: string, blob: string): boolean {
  if (store === undefined || store.spec.closure !== undefined || store.metadata.deletionTimestamp !== undefined)
    return false;
  const { annotations: own } = store.metadata;
  return own[annotations.blob] === blob && own[annotations.file] === path && !isEditedByHand(store);
}

/**
 * The files whose content matters: those that differ from what their Store objects carry. A commit that changes one file of ten thousand
 * names one.
 *
 * @returns path → blob id
 */
export function filesToRead(
  files: ReadonlyMap<string, string>,
  stores: ReadonlyMap<string, StoreObject>,
): ReadonlyMap<string, string> {
  const wanted = new Map<string, string>();
  for (const [path, blob] of files) {
    if (!isApplied(stores.get(storeNameOf(path)), path, blob)) wanted.set(path, blob);
  }
  return wanted;
}
