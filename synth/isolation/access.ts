import { k8s } from 'cdk8s-plus-28';
import type { Component } from '../engines/engine.ts';
import { systemNamespace } from '../spec/names.ts';
import type { StoreChart } from '../store-chart.ts';

/** The ClusterRole that says what the controller may do inside a store's namespace, and the service account that it runs as. */
export const storeManagerRole = 'urumi-store-manager';
export const controllerAccount = 'urumi-controller';

/**
 * Who may do what in the namespace. The controller gets its rights here and nowhere else: it may bind this one role, in namespaces that it made.
 * Each component runs as its own service account, which has no rights and no token.
 */
export function addAccess(chart: StoreChart, components: readonly Component[]): void {
  chart.add('guards', k8s.KubeRoleBinding, {
    metadata: chart.metadata('store-manager', 'isolation'),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: storeManagerRole },
    subjects: [{ apiGroup: '', kind: 'ServiceAccount', name: controllerAccount, namespace: systemNamespace }],
  });
  for (const { name } of components) {
    chart.add('guards', k8s.KubeServiceAccount, {
      metadata: chart.metadata(name, name),
      automountServiceAccountToken: false,
    });
  }
}
