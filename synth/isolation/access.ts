import * as kplus from 'cdk8s-plus-28';
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
  const guards = chart.stage('guards');
  const binding = new kplus.RoleBinding(guards, 'store-manager', {
    metadata: chart.metadata('store-manager', 'isolation'),
    role: kplus.ClusterRole.fromClusterRoleName(guards, 'store-manager-role', storeManagerRole),
  });
  binding.addSubjects(
    kplus.ServiceAccount.fromServiceAccountName(guards, 'controller', controllerAccount, {
      namespaceName: systemNamespace,
    }),
  );
  for (const { name } of components) addAccount(chart, name);
}

function addAccount(chart: StoreChart, name: string): kplus.ServiceAccount {
  return new kplus.ServiceAccount(chart.stage('guards'), `account-${name}`, {
    metadata: chart.metadata(name, name),
    automountToken: false,
  });
}
