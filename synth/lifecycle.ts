import type { StageName } from './spec/status.ts';
import type { KubernetesObject } from './synthesis.ts';

/** Kinds that outlive the closing of a store: its data and everything that is worthless without it, or guards it. Workloads and ingress go. */
const keptKinds = new Set([
  'Namespace',
  'ResourceQuota',
  'LimitRange',
  'NetworkPolicy',
  'ServiceAccount',
  'RoleBinding',
  'ConfigMap',
  'PersistentVolumeClaim',
]);

/** Whether an object stays when its store is closed. */
export function isKept(object: KubernetesObject): boolean {
  return keptKinds.has(object.kind);
}

/** Kinds that a sleeping store does not have at all. An autoscaler lets a workload without pods be, but has no reason to be there either. */
const stopped = new Set(['Job', 'Ingress', 'HorizontalPodAutoscaler']);

/**
 * Puts a store to sleep: no pods, no ingress, nothing started by the clock, no Job waiting; everything else stays as it is. On waking the Jobs run again, so
 * the shop is proven anew.
 *
 * @param stages of the store when it is awake
 */
export function suspend(
  stages: Readonly<Record<StageName, KubernetesObject[]>>,
): Record<StageName, KubernetesObject[]> {
  const asleep = Object.entries(stages).map(([name, objects]) => [
    name,
    objects.filter(({ kind }) => !stopped.has(kind)).map(rest),
  ]);
  return Object.fromEntries(asleep) as Record<StageName, KubernetesObject[]>;
}

function rest(object: KubernetesObject): KubernetesObject {
  const spec = object['spec'] as Record<string, unknown>;
  if (object.kind === 'Deployment' || object.kind === 'StatefulSet')
    return { ...object, spec: { ...spec, replicas: 0 } };
  if (object.kind === 'CronJob') return { ...object, spec: { ...spec, suspend: true } };
  return object;
}
