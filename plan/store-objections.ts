import { liveVolumeSizes, type VolumesSeen } from '../synth/engines/live-volume-sizes.ts';
import { volumeSizes } from '../synth/engines/volume-sizes.ts';
import type { Violation } from '../synth/spec/problem.ts';
import type { StoreFile, StoreSpec } from '../synth/spec/store.ts';
import { validateChange } from '../synth/spec/validate-change.ts';

/** A store that reads well, and what there is of it already. */
export interface ProposedStore {
  readonly name: string;
  readonly spec: StoreFile['spec'];
  /** What runs, or is kept; undefined for a new store. */
  readonly previous: StoreSpec | undefined;
  /** Its volumes as they are: a growth that never happened may be taken back. Undefined when they are not known. */
  readonly volumes?: VolumesSeen | undefined;
  /** Why the name belongs to somebody else; undefined when it does not. */
  readonly taken: string | undefined;
}

/**
 * What is wrong with a store that reads well, judged without other stores: its name is taken, or the change is one that no store
 * survives. The fleet loop, the plan and the admission webhook all ask here.
 */
export function storeObjections({ name, spec, previous, volumes = [], taken }: ProposedStore): Violation[] {
  if (taken !== undefined) {
    const message = `store name '${name}' is taken: ${taken}`;
    return [{ code: 'name-clash', path: 'metadata.name', message }];
  }
  return validateChange(previous, spec, volumeSizes, liveVolumeSizes(spec, volumes));
}
