import { parseObjectId } from './object-id.ts';

/** What one has to know of a kind to address it and to tell whether somebody changed an object of it. */
export interface KindInfo {
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** The resource's name in paths: `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
  /** Health needs neither spec nor status: listing and watching the metadata is enough. */
  readonly metadataOnly: boolean;
  /** A change of the spec counts up `metadata.generation`; checked against Kubernetes 1.36. */
  readonly countsGenerations: boolean;
}

type Traits = 'cluster' | 'metadata' | 'generation';

function kind(gvk: string, plural: string, ...traits: readonly Traits[]): KindInfo {
  const parts = gvk.split('/');
  const [kind = '', version = '', group = ''] = parts.toReversed();
  return {
    kind,
    group,
    version,
    plural,
    namespaced: !traits.includes('cluster'),
    metadataOnly: traits.includes('metadata'),
    countsGenerations: traits.includes('generation'),
  };
}

/** The API group of our own kinds. */
const urumi = 'urumi.dev';

/**
 * Every kind that Urumi emits or watches. A table instead of discovery: a start costs no extra requests, and a kind that we do not know
 * is a mistake to hear about at once.
 */
export const kinds: readonly KindInfo[] = [
  kind('v1/Namespace', 'namespaces', 'cluster'),
  kind('v1/ResourceQuota', 'resourcequotas'),
  kind('v1/LimitRange', 'limitranges', 'metadata'),
  kind('v1/ServiceAccount', 'serviceaccounts', 'metadata'),
  kind('v1/ConfigMap', 'configmaps', 'metadata'),
  kind('v1/Secret', 'secrets', 'metadata'),
  kind('v1/Service', 'services'),
  kind('v1/PersistentVolumeClaim', 'persistentvolumeclaims'),
  kind('v1/PersistentVolume', 'persistentvolumes', 'cluster'),
  kind('v1/Pod', 'pods', 'generation'),
  kind('events.k8s.io/v1/Event', 'events'),
  kind('apps/v1/Deployment', 'deployments', 'generation'),
  kind('apps/v1/StatefulSet', 'statefulsets', 'generation'),
  kind('apps/v1/ReplicaSet', 'replicasets', 'generation'),
  kind('batch/v1/Job', 'jobs', 'generation'),
  kind('batch/v1/CronJob', 'cronjobs', 'metadata', 'generation'),
  kind('networking.k8s.io/v1/NetworkPolicy', 'networkpolicies', 'metadata', 'generation'),
  kind('networking.k8s.io/v1/Ingress', 'ingresses', 'metadata', 'generation'),
  kind('networking.k8s.io/v1/IngressClass', 'ingressclasses', 'cluster', 'metadata', 'generation'),
  kind('policy/v1/PodDisruptionBudget', 'poddisruptionbudgets', 'generation'),
  kind('autoscaling/v2/HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
  kind('rbac.authorization.k8s.io/v1/Role', 'roles', 'metadata'),
  kind('rbac.authorization.k8s.io/v1/RoleBinding', 'rolebindings', 'metadata'),
  kind('rbac.authorization.k8s.io/v1/ClusterRole', 'clusterroles', 'cluster', 'metadata'),
  kind('rbac.authorization.k8s.io/v1/ClusterRoleBinding', 'clusterrolebindings', 'cluster', 'metadata'),
  kind('coordination.k8s.io/v1/Lease', 'leases', 'metadata'),
  kind('storage.k8s.io/v1/StorageClass', 'storageclasses', 'cluster', 'metadata'),
  kind('apiextensions.k8s.io/v1/CustomResourceDefinition', 'customresourcedefinitions', 'cluster', 'generation'),
  kind(
    'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy',
    'validatingadmissionpolicies',
    'cluster',
    'generation',
  ),
  kind(
    'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding',
    'validatingadmissionpolicybindings',
    'cluster',
    'metadata',
    'generation',
  ),
  kind(
    'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
    'cluster',
    'metadata',
    'generation',
  ),
  kind(`${urumi}/v1alpha1/Store`, 'stores', 'generation'),
  kind(`${urumi}/v1alpha1/Fleet`, 'fleets', 'generation'),
];

const byType = new Map(kinds.map((info) => [`${info.kind}.${info.group}`, info]));

/**
 * Looks a kind up.
 *
 * @param group API group; empty for the core group
 * @throws TypeError when the kind is not in the table
 */
export function kindInfo(kind: string, group = ''): KindInfo {
  const info = byType.get(`${kind}.${group}`);
  if (info === undefined) {
    throw new TypeError(
      `Urumi does not know the kind ${kind}${group && `.${group}`}. Add it to the table in cluster/kinds.ts.`,
    );
  }
  return info;
}

/** The kind of the object that an id names. @throws TypeError for an unknown kind or a malformed id */
export function kindOf(id: string): KindInfo {
  const { kind, group } = parseObjectId(id);
  return kindInfo(kind, group);
}

/** A kind as ids write it: `ConfigMap`, `Deployment.apps`. */
export function typeOf(info: KindInfo): string {
  return info.group === '' ? info.kind : `${info.kind}.${info.group}`;
}

/** The apiVersion that objects of a kind carry: `v1`, `apps/v1`. */
export function apiVersionOf(info: KindInfo): string {
  return info.group === '' ? info.version : `${info.group}/${info.version}`;
}

/**
 * Path of the collection that holds a kind's objects.
 *
 * @param namespace of namespaced kinds: one namespace; all of them when absent
 */
export function collectionPath(info: KindInfo, namespace?: string): string {
  const root = info.group === '' ? `/api/${info.version}` : `/apis/${info.group}/${info.version}`;
  const scope = info.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${info.plural}`;
}

/** Path of the object that an id names. @throws TypeError for an unknown kind or a malformed id */
export function pathOf(id: string): string {
  const { namespace, name } = parseObjectId(id);
  const info = kindOf(id);
  if (info.namespaced !== (namespace !== '')) {
    throw new TypeError(`The id ${id} must ${info.namespaced ? '' : 'not '}name a namespace.`);
  }
  return `${collectionPath(info, namespace)}/${encodeURIComponent(name)}`;
}
