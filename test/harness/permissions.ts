import type { AccessRule } from '../../install/access/access-rule.ts';
import type { AuditedRequest } from '../../sandbox/control-plane/audit-log.ts';

/** Where a role counts: in the whole cluster, in the namespace of Stores and Fleets, in the namespaces of stores. */
export type Reach = 'everywhere' | 'system' | 'store';

/** `store: patch deployments.apps` */
export type Permission = `${Reach}: ${string}`;

/** What rules permit, one by one. */
export function permissionsOf(rules: readonly AccessRule[], reach: Reach): Permission[] {
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb): Permission => `${reach}: ${verb} ${nameOf(resource, group)}`)),
    ),
  );
}

/** As the audit log writes it: `stores.urumi.dev/status`. */
function nameOf(resource: string, group: string): string {
  const [plural = '', subresource] = resource.split('/');
  return `${plural}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
}

/**
 * Which permissions requests have made use of, and those that they would have needed and nobody has. A server-side apply that creates needs `create`
 * too, and whoever binds a role needs `bind`.
 */
export function usedPermissions(
  requests: readonly AuditedRequest[],
  permitted: ReadonlySet<Permission>,
): { readonly used: ReadonlySet<Permission>; readonly missing: ReadonlySet<string> } {
  const used = new Set<Permission>();
  const missing = new Set<string>();
  for (const request of requests.filter(({ resource }) => resource !== '')) {
    for (const need of needsOf(request)) {
      const found = candidates(request, need).find((permission) => permitted.has(permission));
      if (found === undefined) missing.add(`${need} in ${request.namespace || 'the cluster'}`);
      else used.add(found);
    }
  }
  return { used, missing };
}

function needsOf({ verb, resource, code }: AuditedRequest): string[] {
  const creates = verb === 'patch' && code === 201;
  const binds = creates && resource.startsWith('rolebindings.');
  return [
    `${verb} ${resource}`,
    ...(creates ? [`create ${resource}`] : []),
    ...(binds ? ['bind clusterroles.rbac.authorization.k8s.io'] : []),
  ];
}

function candidates({ namespace }: AuditedRequest, need: string): Permission[] {
  const own: Reach[] = namespace === 'urumi-system' ? ['system'] : namespace.startsWith('store-') ? ['store'] : [];
  return [...own, 'everywhere' as const].map((reach): Permission => `${reach}: ${need}`);
}
