import { digestOf } from '../synth/digest.ts';
import { storeFileSpecSchema, type StoreSpec } from '../synth/spec/store.ts';

/**
 * Changes with the defaults. What another Urumi recorded under other defaults says nothing about hands: the API server fills a new default
 * into every Store.
 */
const ofDefaults = digestOf(storeFileSpecSchema.parse({ engine: 'woocommerce' })).slice(0, 8);

/** What is recorded on a Store object of the spec that its file came to; its closing, which is no file's, does not count. */
export function specDigest(spec: StoreSpec): string {
  return `${ofDefaults}-${digestOf({ ...spec, closure: undefined })}`;
}

/** Whether a recorded digest was made under the defaults of this Urumi, so that another one means another spec. */
export function hasTheseDefaults(recorded: string): boolean {
  return recorded.startsWith(`${ofDefaults}-`);
}
