import { volumeProvisioner } from './volume-stages.ts';

/** An object as it is applied: whatever else it holds, these identify it. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

export const kwokUser = 'system:kwok';
export const storageClass = 'kwok-volume';

/** The path of a cluster-scoped object of the kinds below. */
export function clusterObjectPath({ apiVersion, kind, metadata }: ClusterObject): string {
  const base = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const plural = kind.toLowerCase().replace(/s$/, 'se');
  return `${base}/${plural}s/${metadata.name}`;
}

/** What kwok may do: play kubelet and storage driver, no more. */
export const kwokPermissions: readonly ClusterObject[] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: kwokUser },
    rules: [
      { apiGroups: [''], resources: ['nodes', 'persistentvolumeclaims'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'delete', 'patch'] },
      {
        apiGroups: [''],
        resources: ['persistentvolumes'],
        verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
      },
      {
        apiGroups: [''],
        resources: ['nodes/status', 'pods/status', 'persistentvolumeclaims/status'],
        verbs: ['patch', 'update'],
      },
      // As everybody may, once the API server has set up its own roles.
      { nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi/*'], verbs: ['get'] },
      { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'update'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: kwokUser },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: kwokUser },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: kwokUser }],
  },
];

/** The default class of volumes, which can grow. */
export const volumeClass: ClusterObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: storageClass, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: volumeProvisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
  allowVolumeExpansion: true,
};

/** Simulated nodes; each has room for 65,000 pod addresses. */
export function simulatedNodes(count: number): readonly ClusterObject[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `node-${index + 1}`;
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'topology.kubernetes.io/zone': `zone-${(index % 3) + 1}`,
        },
      },
      spec: { podCIDR: `10.${128 + index}.0.0/16`, podCIDRs: [`10.${128 + index}.0.0/16`] },
    };
  });
}
