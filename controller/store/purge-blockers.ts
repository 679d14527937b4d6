import { kindOf, titleOf } from './kind-of.ts';
import type { LiveView } from './record.ts';

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
    if (kindOf(id) !== 'PersistentVolume') continue;
    if (health.status !== 'Current' || health.reason === 'Bound') volumes.push(`${titleOf(id)} (${health.message})`);
  }
  return volumes;
}
