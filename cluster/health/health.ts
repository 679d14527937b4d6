import type { Health, KubeObject } from '../object.ts';
import { genericHealth } from './generic.ts';
import { customResourceDefinitionHealth } from './kinds/custom-resource-definition.ts';
import { customResourceHealth } from './kinds/custom-resource.ts';
import { deploymentHealth } from './kinds/deployment.ts';
import { horizontalPodAutoscalerHealth } from './kinds/horizontal-pod-autoscaler.ts';
import { jobHealth } from './kinds/job.ts';
import { namespaceHealth } from './kinds/namespace.ts';
import { persistentVolumeClaimHealth } from './kinds/persistent-volume-claim.ts';
import { persistentVolumeHealth } from './kinds/persistent-volume.ts';
import { podDisruptionBudgetHealth } from './kinds/pod-disruption-budget.ts';
import { podHealth } from './kinds/pod.ts';
import { replicaSetHealth } from './kinds/replica-set.ts';
import { resourceQuotaHealth } from './kinds/resource-quota.ts';
import { serviceHealth } from './kinds/service.ts';
import { statefulSetHealth } from './kinds/stateful-set.ts';
import { current } from './verdict.ts';

interface Rule {
  /** API group with a slash, empty for the core group: other groups have a Job or a Service too. */
  readonly group: string;
  readonly health: (object: KubeObject) => Health;
}

/**
 * There is nothing to wait for once these exist. A CronJob is Current even when suspended or when its last run failed: its Jobs
 * have a health of their own. An Ingress too: many controllers never write an address into its status.
 */
const exists = (): Health => current;

const rules: ReadonlyMap<string, Rule> = new Map([
  ['Pod', { group: '', health: podHealth }],
  ['ReplicaSet', { group: 'apps/', health: replicaSetHealth }],
  ['Deployment', { group: 'apps/', health: deploymentHealth }],
  ['StatefulSet', { group: 'apps/', health: statefulSetHealth }],
  ['Job', { group: 'batch/', health: jobHealth }],
  ['PersistentVolumeClaim', { group: '', health: persistentVolumeClaimHealth }],
  ['PersistentVolume', { group: '', health: persistentVolumeHealth }],
  ['Namespace', { group: '', health: namespaceHealth }],
  ['Service', { group: '', health: serviceHealth }],
  ['PodDisruptionBudget', { group: 'policy/', health: podDisruptionBudgetHealth }],
  ['HorizontalPodAutoscaler', { group: 'autoscaling/', health: horizontalPodAutoscalerHealth }],
  ['ResourceQuota', { group: '', health: resourceQuotaHealth }],
  ['CustomResourceDefinition', { group: 'apiextensions.k8s.io/', health: customResourceDefinitionHealth }],
  ['CronJob', { group: 'batch/', health: exists }],
  ['Ingress', { group: 'networking.k8s.io/', health: exists }],
  ['NetworkPolicy', { group: 'networking.k8s.io/', health: exists }],
  ['LimitRange', { group: '', health: exists }],
  ['ConfigMap', { group: '', health: exists }],
  ['Secret', { group: '', health: exists }],
  ['ServiceAccount', { group: '', health: exists }],
  ['RoleBinding', { group: 'rbac.authorization.k8s.io/', health: exists }],
]);

/**
 * Health of one object as the API server returned it, with the meanings of kstatus. Pure and total: an object with odd or missing
 * fields gets an answer, never an exception. Healthy objects share constants, so that a watch event costs no allocation.
 *
 * Objects listed as PartialObjectMetadata have no rule and no conditions: they are Current unless they are being deleted.
 */
export function health(object: KubeObject): Health {
  return genericHealth(object) ?? (ruleFor(object)?.health ?? customResourceHealth)(object);
}

function ruleFor(object: KubeObject): Rule | undefined {
  const rule = rules.get(object.kind);
  const version = typeof object.apiVersion === 'string' ? object.apiVersion : '';
  if (rule === undefined) return undefined;
  return (rule.group === '' ? !version.includes('/') : version.startsWith(rule.group)) ? rule : undefined;
}
