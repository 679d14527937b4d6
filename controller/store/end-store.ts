import { mergePatch } from '../../cluster/merge-patch.ts';
import { removeObject } from '../../cluster/remove.ts';
import { storeFinalizer } from '../../synth/spec/names.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { tellOfKeptVolumes } from './kept-volumes.ts';
import type { Turn } from './turn.ts';
import { emptyStatus } from './store-state.ts';

/**
 * The end of a store, as decided: its object goes with the finalizer, or begins anew with an empty status.
 *
 * @throws ApiError when the API server does not take it
 */
export async function endStore(end: 'delete' | 'restart' | 'release', store: StoreObject, turn: Turn): Promise<void> {
  const { state, deps, signal } = turn;
  if (end === 'restart') {
    state.status = emptyStatus();
    state.secrets = 'unchecked';
    state.homeMadeAt = undefined;
    for (const memory of [state.refusals, state.causes, state.repairs, state.explainedAt]) memory.clear();
    return;
  }
  if (end === 'delete') await tellOfKeptVolumes(store, turn);
  const { name, namespace, uid, finalizers, resourceVersion } = store.metadata;
  const id = `Store.urumi.dev/${namespace}/${name}`;
  const rest = finalizers.filter((finalizer) => finalizer !== storeFinalizer);
  // The finalizer first: then nothing can come between, and a crash here leaves an object that the next decision deletes.
  if (rest.length < finalizers.length)
    await mergePatch(deps.api, id, { metadata: { finalizers: rest } }, { resourceVersion, signal });
  // Not foreground: the garbage collector takes half a minute to learn of our kinds, and a Store owns nothing.
  if (end === 'delete') await removeObject(deps.api, id, { uid, propagation: 'Background', signal });
}
