import type { StoreSpec } from '../spec/store.ts';
import { engineOf } from './available.ts';

/** The volumes that a spec comes to, the plan's defaults included. */
export function volumeSizes(spec: StoreSpec): StoreSpec['storage'] {
  return engineOf(spec.engine).storage(spec);
}
