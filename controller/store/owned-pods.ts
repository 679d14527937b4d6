import type { LiveObject } from '../../cluster/object.ts';
import { kindOf, titleOf } from './kind-of.ts';
import type { LiveView } from './record.ts';

/** The pods that a workload has made. One that nobody owns is nobody's to wait for. */
function* ownedPods(live: LiveView): Iterable<LiveObject> {
  for (const object of live) if (kindOf(object.id) === 'Pod' && object.owner !== '') yield object;
}

/** Pods that are still there, and until when: a workload may be gone before its last pod. */
export function podsOf(live: LiveView): string[] {
  const pods: string[] = [];
  for (const { id, health } of ownedPods(live))
    pods.push(health.status === 'Terminating' ? `${titleOf(id)} (${health.message})` : titleOf(id));
  return pods;
}

/**
 * A pod that uses those of StatefulSets, while there is one. Whoever finishes requests, or closes connections, does so with a database: without one a server takes all the time
 * that it is given, 45 s instead of 6, and what it was about to write is lost.
 */
export function guestOf(live: LiveView): LiveObject | undefined {
  for (const pod of ownedPods(live)) if (!pod.owner.startsWith('StatefulSet/') && !hasEnded(pod)) return pod;
  return undefined;
}

/** Pods of Jobs stay when they have ended: those of a CronJob's last runs for as long as it is there. */
function hasEnded({ owner, health: { status, reason } }: LiveObject): boolean {
  return owner.startsWith('Job/') && (status === 'Failed' || reason === 'Completed');
}
