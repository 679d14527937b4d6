import type { StoreSpec } from '../spec/store.ts';
import { availableEngines, engineOf } from './available.ts';

/** The volumes that a spec comes to, the plan's defaults included; what it states itself when its engine is not known any more. */
export function volumeSizes(spec: StoreSpec): StoreSpec['storage'] {
  return availableEngines.includes(spec.engine) ? engineOf('', spec.engine).storage(spec) : spec.storage;
}
