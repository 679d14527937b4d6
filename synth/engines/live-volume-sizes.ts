import type { StoreSpec } from '../spec/store.ts';
import { engineOf } from './available.ts';

/** Volumes by their claims; the size of one whose claim has never been confirmed is not known. */
export type VolumesSeen = readonly { readonly claim: string; readonly size?: string | undefined }[];

/**
 * The sizes that a store's volumes have, as its status tells: smaller than its spec wants them while a growth is on its way, or was refused by the storage class. Only those
 * that are known.
 */
export function liveVolumeSizes(
  { engine }: Pick<StoreSpec, 'engine'>,
  volumes: VolumesSeen,
): Partial<StoreSpec['storage']> {
  const { claims } = engineOf(engine);
  const sizes: Partial<StoreSpec['storage']> = {};
  for (const { claim, size } of volumes) {
    if (size === undefined) continue;
    if (claim === claims?.database) sizes.database = size;
    if (claim === claims?.files) sizes.files = size;
  }
  return sizes;
}
