import type { Health, KubeObject } from '../../object.ts';
import { fields, text } from '../fields.ts';
import { terminating } from '../verdict.ts';

/**
 * Health of a pod (core/v1) that is being deleted: until when it has time, and which node must end it. One that is still there much later is stuck,
 * mostly because its node is gone: only the kubelet, or the deletion of the Node object, takes it away.
 */
export function terminatingPod(pod: KubeObject): Health {
  const deadline = text(fields(pod.metadata)['deletionTimestamp']);
  const node = text(fields(pod['spec'])['nodeName']);
  return terminating('Terminating', `is being deleted, has time until ${deadline}${node && `; on node ${node}`}`);
}
