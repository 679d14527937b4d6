import type { Health, KubeObject } from '../../object.ts';
import { count, fields, type Fields } from '../fields.ts';
import { awaitsFirstLook } from '../observed.ts';
import { inProgress, settled } from '../verdict.ts';

const ready = settled('Ready', 'all pods are up to date and ready');

/**
 * Health of a StatefulSet (apps/v1), from its counts and revisions. It has no conditions: pods that are refused show only
 * in its events, see event-reason.ts.
 */
export function statefulSetHealth(statefulSet: KubeObject): Health {
  const waits = awaitsFirstLook(statefulSet);
  if (waits !== undefined) return waits;
  const spec = fields(statefulSet['spec']);
  const status = fields(statefulSet['status']);
  const wanted = count(spec['replicas'], 1);
  const readyNow = count(status['readyReplicas']);
  const inAll = count(status['replicas']);
  if (readyNow < wanted) return inProgress('PodsNotReady', `${readyNow} of ${wanted} pods are ready, ${inAll} in all`);
  if (inAll > wanted) return inProgress('ScalingDown', `${inAll - wanted} of ${inAll} pods must go`);
  return rollout(fields(spec['updateStrategy']), status, wanted) ?? ready;
}

/** Pods below the partition keep the old revision on purpose; with OnDelete people decide when a pod is replaced. */
function rollout(strategy: Fields, status: Fields, wanted: number): Health | undefined {
  if (strategy['type'] === 'OnDelete') return undefined;
  const partition = count(fields(strategy['rollingUpdate'])['partition']);
  const updated = count(status['updatedReplicas']);
  const isUpdated =
    partition > 0 ? updated >= wanted - partition : status['currentRevision'] === status['updateRevision'];
  if (isUpdated) return undefined;
  return inProgress('RollingUpdate', `${updated} of ${Math.max(wanted - partition, 0)} pods are up to date`);
}
