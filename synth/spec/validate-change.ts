import type { Violation } from './problem.ts';
import { quantityBytes } from './scalars.ts';
import type { StoreSpec } from './store.ts';

const volumes = ['database', 'files'] as const;
type VolumeSizes = Partial<Record<(typeof volumes)[number], string | undefined>>;

/**
 * What may not change while a store exists; a closed store exists until it is purged.
 *
 * @param previous undefined for a new store, which may be anything
 * @param sizesOf the volume sizes that a spec comes to, the plan's defaults included; default: those that the spec states
 * @param live the sizes that volumes have, where that is known: one that never grew to what the previous spec wanted need not be larger than it is
 */
export function validateChange(
  previous: StoreSpec | undefined,
  next: StoreSpec,
  sizesOf: (spec: StoreSpec) => VolumeSizes = (spec) => spec.storage,
  live: VolumeSizes = {},
): Violation[] {
  if (previous === undefined) return [];
  return [...engineChange(previous, next), ...shrinking(smaller(sizesOf(previous), live), sizesOf(next))];
}

function smaller(wanted: VolumeSizes, live: VolumeSizes): VolumeSizes {
  const sizes: VolumeSizes = {};
  for (const volume of volumes) {
    const [size, known] = [wanted[volume], live[volume]];
    const hasGrown = known === undefined || bytesOf(known) >= bytesOf(size);
    sizes[volume] = hasGrown ? size : known;
  }
  return sizes;
}

function bytesOf(size: string | undefined): number {
  return size === undefined ? Infinity : (quantityBytes(size) ?? 0);
}

function engineChange(previous: StoreSpec, next: StoreSpec): Violation[] {
  if (previous.engine === next.engine) return [];
  const message = `spec.engine must stay ${previous.engine}: a store's engine cannot change, its data would be of no use; open a new store under another name for ${next.engine}`;
  return [{ code: 'immutable', path: 'spec.engine', message }];
}

function shrinking(before: VolumeSizes, after: VolumeSizes): Violation[] {
  return volumes.flatMap((volume): Violation[] => {
    const [old, wanted] = [before[volume], after[volume]];
    if (old === undefined || wanted === undefined || (quantityBytes(wanted) ?? 0) >= (quantityBytes(old) ?? 0))
      return [];
    const path = `spec.storage.${volume}`;
    return [
      {
        code: 'storage-shrinks',
        path,
        message: `${path} must be at least ${old}, not ${wanted}: volumes can grow but not shrink; write ${volume}: ${old}`,
      },
    ];
  });
}
