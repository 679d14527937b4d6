import { fileURLToPath } from 'node:url';
import type { KubeObject } from '../../../cluster/object.ts';

/** Path of the program that enforces policies, for node. */
export const policyAgent = fileURLToPath(new URL('agent.ts', import.meta.url));
export const policyAgentUser = 'urumi-node-policies';

/** What it may do: see what its rules are made from. */
export const policyAgentPermissions: readonly KubeObject[] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: policyAgentUser },
    rules: [
      { apiGroups: [''], resources: ['pods', 'namespaces'], verbs: ['list'] },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['list'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: policyAgentUser },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: policyAgentUser },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: policyAgentUser }],
  },
];
