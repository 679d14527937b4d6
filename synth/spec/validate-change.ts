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
 */
export function validateChange(
  previous: StoreSpec | undefined,
  next: StoreSpec,
  sizesOf: (spec: StoreSpec) => VolumeSizes = (spec) => spec.storage,
): Violation[] {
  if (previous === undefined) return [];
  return [...engineChange(previous, next), ...shrinking(sizesOf(previous), sizesOf(next))];
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
