import { apiGroup } from '../synth/spec/names.ts';
import { storeManagerRole } from '../synth/isolation/access.ts';

/** One rule of a Role, as RBAC has it. */
export interface AccessRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

const read = ['get', 'list', 'watch'];
/** Server-side apply needs `patch`, and `create` where the object is not there yet. */
const write = ['create', 'patch', 'update', 'delete'];

/** What a store is made of, by API group; not its Secrets. */
const storeKinds: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ['', ['configmaps', 'services', 'serviceaccounts', 'resourcequotas', 'limitranges', 'persistentvolumeclaims']],
  ['apps', ['deployments', 'statefulsets']],
  ['autoscaling', ['horizontalpodautoscalers']],
  ['batch', ['jobs', 'cronjobs']],
  ['networking.k8s.io', ['ingresses', 'networkpolicies']],
  ['policy', ['poddisruptionbudgets']],
  ['rbac.authorization.k8s.io', ['rolebindings']],
];

/** What is read of a store's running parts, to tell its health. */
const runningParts: readonly AccessRule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: read },
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: read },
];

/**
 * What the controller may do everywhere: make namespaces, see what it manages, and give itself `urumi-store-manager` in a namespace (the
 * policy in controller-policy.ts says in which). It may not see a Secret anywhere by this, nor bind any other role.
 */
export function controllerRules(): AccessRule[] {
  return [
    { apiGroups: [''], resources: ['namespaces'], verbs: [...read, 'create', 'patch', 'delete'] },
    { apiGroups: [''], resources: ['persistentvolumes'], verbs: read },
    ...runningParts,
    ...storeKinds.map(([group, resources]) => ({ apiGroups: [group], resources, verbs: read })),
    { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'], verbs: ['create', 'patch'] },
    {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['clusterroles'],
      verbs: ['bind'],
      resourceNames: [storeManagerRole],
    },
  ];
}

/** What the controller may do in the namespace of its own: Stores and Fleets, their Events, the fleets' Secrets by name, leases. */
export function systemRules(): AccessRule[] {
  return [
    { apiGroups: [apiGroup], resources: ['stores'], verbs: [...read, ...write] },
    { apiGroups: [apiGroup], resources: ['fleets'], verbs: read },
    { apiGroups: [apiGroup], resources: ['stores/status', 'fleets/status'], verbs: ['get', 'patch', 'update'] },
    { apiGroups: [apiGroup], resources: ['stores/finalizers', 'fleets/finalizers'], verbs: ['update'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
    { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'get', 'list'] },
    {
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
      verbs: ['get', 'list', 'watch', 'create', 'update', 'patch'],
    },
  ];
}

/** What the web UI may do everywhere: see what stores are made of, and what is told of it. No Secret is among it, and nothing is written. */
export function uiRules(): AccessRule[] {
  return [
    { apiGroups: [''], resources: ['namespaces', 'persistentvolumes'], verbs: read },
    ...runningParts,
    ...storeKinds.map(([group, resources]) => ({ apiGroups: [group], resources, verbs: read })),
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['get', 'list'] },
  ];
}

/** What the web UI may do in Urumi's own namespace. */
export function uiSystemRules(): AccessRule[] {
  return [{ apiGroups: [apiGroup], resources: ['stores', 'fleets'], verbs: read }];
}

/** What the controller may do inside a store's namespace. */
export function storeManagerRules(): AccessRule[] {
  return [
    ...storeKinds.map(([group, resources]) => ({ apiGroups: [group], resources, verbs: [...read, ...write] })),
    ...runningParts,
    { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'create', 'patch'] },
    { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['get', 'list', 'watch'] },
  ];
}
