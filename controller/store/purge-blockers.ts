import { kindOf, titleOf } from './kind-of.ts';
import type { Health } from '../../cluster/object.ts';
import type { LiveView, StoreRecord } from './record.ts';
import type { RemovalProgress } from './removal.ts';

/** Objects of the store that are being deleted and wait for a finalizer, each with its finalizers. */
export function heldByFinalizers(live: LiveView): string[] {
  const held: string[] = [];
  for (const { id, health } of live) {
    if (health.status !== 'Terminating' || kindOf(id) === 'PersistentVolume' || kindOf(id) === 'Namespace') continue;
    if (/finalizers? /.test(health.message)) held.push(`${titleOf(id)} (${health.message})`);
  }
  return held;
}

/** Volumes that the cluster still removes, and why they are there. A Released volume with reclaimPolicy Retain stays by its owner's wish. */
export function leftVolumes(live: LiveView): string[] {
  const volumes: string[] = [];
  for (const { id, health } of live) {
    if (kindOf(id) === 'PersistentVolume' && isLeftVolume(health)) volumes.push(`${titleOf(id)} (${health.message})`);
  }
  return volumes;
}

/** Whether a volume that is in this state still has to go before its store has ended. */
export function isLeftVolume({ status, reason }: Health): boolean {
  return status !== 'Current' || reason === 'Bound';
}

/** The same of volumes that no watch has told of, and that the API server named when it was asked: see unseen-volumes.ts. Until it is time to ask again. */
export function unseenVolumes({ refusals }: StoreRecord, now: number): Pick<RemovalProgress, 'remaining' | 'retryAt'> {
  const unseen = [...refusals].filter(([id, { retryAt }]) => kindOf(id) === 'PersistentVolume' && retryAt > now);
  const retryAt = Math.min(...unseen.map(([, refusal]) => refusal.retryAt));
  const remaining = unseen.map(([id, { message }]) => `${titleOf(id)} (${message})`);
  return { remaining, ...(unseen.length === 0 ? {} : { retryAt }) };
}
