import { readObject } from '../../cluster/read.ts';
import type { InventoryEntry } from '../../synth/spec/store.ts';
import { labels } from '../../synth/spec/names.ts';
import { weightOf } from '../../synth/weight.ts';
import type { DesiredItem } from './desired.ts';
import { kindOf } from './kind-of.ts';
import type { Turn } from './turn.ts';

/**
 * Asked when the API server does not take a volume claim: the claim's entry, if what is there is larger than what is wanted. Its size may never have been heard of: the
 * answer got lost, or the Store object was made anew. A larger volume stays as it is, whatever the plan; without this the store would stall for
 * wanting less.
 *
 * @returns undefined when the claim is not there, is not this store's, or is no larger
 * @throws ApiError when it cannot be read
 */
export async function largerClaim(
  { id, weight = 0 }: DesiredItem,
  { deps, store, signal }: Turn,
): Promise<InventoryEntry | undefined> {
  if (kindOf(id) !== 'PersistentVolumeClaim') return undefined;
  const claim = await readObject(deps.api, id, { signal });
  if (claim?.metadata.labels?.[labels.store] !== store) return undefined;
  const size = weightOf(claim) ?? 0;
  return size > weight ? { id, uid: claim.metadata.uid ?? '', digest: '', version: '', weight: size } : undefined;
}
