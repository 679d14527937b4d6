import type { Health, KubeObject } from '../../object.ts';
import { trueCondition } from '../conditions.ts';
import { creationRefused } from '../creation-refused.ts';
import { count, fields, text } from '../fields.ts';
import { awaitsFirstLook } from '../observed.ts';
import { inProgress, settled } from '../verdict.ts';

const available = settled('Available', 'all pods are available');

/** Health of a ReplicaSet (apps/v1): all its pods are available and none is left over. */
export function replicaSetHealth(replicaSet: KubeObject): Health {
  const waits = awaitsFirstLook(replicaSet);
  if (waits !== undefined) return waits;
  const status = fields(replicaSet['status']);
  const wanted = count(fields(replicaSet['spec'])['replicas'], 1);
  const isAvailable = count(status['availableReplicas']) >= wanted;
  if (isAvailable && count(status['replicas']) <= wanted) return available;
  const refused = trueCondition(status, 'ReplicaFailure');
  if (refused !== undefined) return creationRefused(text(refused['message']));
  return inProgress(
    'Progressing',
    `${count(status['availableReplicas'])} of ${wanted} pods are available, ${count(status['replicas'])} in all`,
  );
}
