import { storeManagerRole } from '../../synth/isolation/access.ts';
import { apiGroup } from '../../synth/spec/names.ts';
import type { AccessRule } from './access-rule.ts';
import { storeKinds } from './store-kinds.ts';

/** Name of the ClusterRole and the Role by which the receiver may dry-run; nobody has them unless whoever installs Urumi says so. */
export const plannerRole = 'urumi-planner';

/** Server-side apply needs `patch`, and `create` where the object is not there yet. */
const apply = ['create', 'patch'];
const bindings = { apiGroups: ['rbac.authorization.k8s.io'] } as const;

/**
 * What a live plan needs everywhere: to see what a store consists of, and to ask the API server about each change by dry run. **RBAC knows no dry run**: these
 * are rights to write, in every namespace, which the policy in ../policies/webhook-bounds.ts holds to dry runs. Never given without it.
 */
export function plannerRules(): AccessRule[] {
  return [
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get', ...apply] },
    ...storeKinds.map(([group, resources]) => ({ apiGroups: [group], resources, verbs: ['list', ...apply] })),
    { ...bindings, resources: ['clusterroles'], verbs: ['bind'], resourceNames: [storeManagerRole] },
  ];
}

/** What a live plan needs in the namespace of Stores and Fleets. */
export function plannerSystemRules(): AccessRule[] {
  return [{ apiGroups: [apiGroup], resources: ['stores'], verbs: apply }];
}
