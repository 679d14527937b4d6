import { apiGroup, controllerLease } from '../../synth/spec/names.ts';
import { storeManagerRole } from '../../synth/isolation/access.ts';
import type { AccessRule } from './access-rule.ts';
import { storeKinds } from './store-kinds.ts';

const follow = ['list', 'watch'];
/** Server-side apply needs `patch`, and `create` where the object is not there yet; `get` tells what somebody else has put in its place. */
const keep = ['get', 'create', 'patch', 'delete'];
const bindings = 'rolebindings';
const leases = 'coordination.k8s.io';

/**
 * What the controller may do everywhere: make namespaces, see what it manages, and give itself `urumi-store-manager` in a namespace (the
 * policy in ../policies/controller-bounds.ts says in which). It may not see a Secret anywhere by this, nor bind any other role.
 */
export function controllerRules(): AccessRule[] {
  return [
    { apiGroups: [''], resources: ['namespaces'], verbs: [...keep, ...follow] },
    { apiGroups: [''], resources: ['persistentvolumes', 'pods'], verbs: follow },
    { apiGroups: ['apps'], resources: ['replicasets'], verbs: follow },
    ...storeKinds.map(([group, resources]) => ({ apiGroups: [group], resources, verbs: follow })),
    { apiGroups: ['rbac.authorization.k8s.io'], resources: [bindings], verbs: ['get', 'create', 'patch'] },
    {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['clusterroles'],
      verbs: ['bind'],
      resourceNames: [storeManagerRole],
    },
  ];
}

/** What the controller may do in the namespace of its own: Stores and Fleets, their Events, the fleets' Secrets by name, and the lease of whoever leads. */
export function systemRules(): AccessRule[] {
  return [
    { apiGroups: [apiGroup], resources: ['stores'], verbs: [...keep, ...follow] },
    { apiGroups: [apiGroup], resources: ['fleets'], verbs: follow },
    { apiGroups: [apiGroup], resources: ['stores/status', 'fleets/status'], verbs: ['patch'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create'] },
    // A name cannot be asked of a creation: there is none yet when RBAC looks.
    { apiGroups: [leases], resources: ['leases'], verbs: ['create'] },
    { apiGroups: [leases], resources: ['leases'], verbs: ['get', 'update'], resourceNames: [controllerLease] },
  ];
}

/** What the controller may do inside a store's namespace, besides what it may everywhere. */
export function storeManagerRules(): AccessRule[] {
  return [
    ...storeKinds.map(([group, resources]) => {
      return { apiGroups: [group], resources, verbs: resources.includes(bindings) ? ['delete'] : keep };
    }),
    { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'create', 'patch'] },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['list'] },
  ];
}
