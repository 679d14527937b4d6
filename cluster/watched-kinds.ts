import { kindInfo, type KindInfo } from './kinds.ts';
import { storeVolumes } from './persistent-volumes.ts';
import type { WatchedKind } from './watch-cache.ts';

/** Kinds that stores consist of, by API group. Not Secrets: no process may list them. */
const storeKinds: readonly (readonly [group: string, kinds: readonly string[]])[] = [
  [
    '',
    [
      'Namespace',
      'ResourceQuota',
      'LimitRange',
      'ServiceAccount',
      'ConfigMap',
      'Service',
      'PersistentVolumeClaim',
      'Pod',
    ],
  ],
  ['apps', ['Deployment', 'StatefulSet', 'ReplicaSet']],
  ['autoscaling', ['HorizontalPodAutoscaler']],
  ['batch', ['Job', 'CronJob']],
  ['networking.k8s.io', ['NetworkPolicy', 'Ingress']],
  ['policy', ['PodDisruptionBudget']],
  ['rbac.authorization.k8s.io', ['RoleBinding']],
];

/**
 * Everything that is watched in the stores' namespaces, and the volumes that belong to them.
 *
 * @param prefix what the names of those namespaces begin with
 */
export function watchedKinds(prefix: string): (KindInfo | WatchedKind)[] {
  const labelled = storeKinds.flatMap(([group, kinds]) => kinds.map((kind) => kindInfo(kind, group)));
  return [...labelled, storeVolumes(prefix)];
}
