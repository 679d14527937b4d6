import { backOffMs, requestBackOff } from './backoff.ts';
import type { Turn } from './turn.ts';

/**
 * Asks the API server whether volumes are left of a store that is about to end, whatever the cache shows. Those that are are noted in the state: the purge waits for them, and
 * asks again after a while.
 *
 * @returns whether nothing is left
 * @throws ApiError when the API server cannot be asked
 */
export async function isWithoutVolumes(namespace: string, { state, deps, volumes, signal }: Turn): Promise<boolean> {
  const left = await volumes.leftOf(namespace, signal);
  for (const id of state.refusals.keys()) {
    if (id.startsWith('PersistentVolume/') && !left.some((volume) => volume.id === id)) state.refusals.delete(id);
  }
  for (const { id, message } of left) {
    const attempts = (state.refusals.get(id)?.attempts ?? 0) + 1;
    const retryAt = deps.clock.now() + backOffMs(requestBackOff, attempts, deps.random());
    state.refusals.set(id, { digest: '', reason: 'VolumeLeft', message, attempts, retryAt });
  }
  return left.length === 0;
}
