import { ApiObject, App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { controllerAccount, storeManagerRole } from '../synth/isolation/access.ts';
import { fleetCrd, storeCrd } from '../synth/spec/crd.ts';
import { systemNamespace } from '../synth/spec/names.ts';
import type { KubernetesObject } from '../synth/synthesis.ts';
import {
  controllerRules,
  storeManagerRules,
  systemRules,
  uiRules,
  uiSystemRules,
  type AccessRule,
} from './access-rules.ts';
import { controllerPolicy } from './controller-policy.ts';

/** Where the controller and the Store and Fleet objects live: the bindings in the stores' namespaces name it. */
const namespace = systemNamespace;
const controller = controllerAccount;
const ui = 'urumi-ui';

function policyRules(rules: readonly AccessRule[]): k8s.PolicyRule[] {
  return rules.map(({ apiGroups, resources, verbs, resourceNames }) => ({
    apiGroups: [...apiGroups],
    resources: [...resources],
    verbs: [...verbs],
    ...(resourceNames && { resourceNames: [...resourceNames] }),
  }));
}

function definitions(chart: Chart): Construct[] {
  return [storeCrd(), fleetCrd()].map((crd) => new ApiObject(chart, crd.metadata.name, crd));
}

function systemSpace(chart: Chart): Construct {
  const enforce = 'pod-security.kubernetes.io/enforce';
  return new k8s.KubeNamespace(chart, 'namespace', {
    metadata: { name: namespace, labels: { [enforce]: 'restricted', [`${enforce}-version`]: 'latest' } },
  });
}

function policy(chart: Chart): Construct[] {
  return controllerPolicy(namespace).map((object, index) => new ApiObject(chart, `policy-${index}`, object));
}

function access(chart: Chart): Construct[] {
  const subjects = [{ kind: 'ServiceAccount', name: controller, namespace }];
  const refTo = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: controller });
  const own = { name: controller, namespace };
  return [
    new k8s.KubeServiceAccount(chart, 'account', { metadata: own }),
    new k8s.KubeClusterRole(chart, 'store-manager', {
      metadata: { name: storeManagerRole },
      rules: policyRules(storeManagerRules()),
    }),
    new k8s.KubeClusterRole(chart, 'everywhere', {
      metadata: { name: controller },
      rules: policyRules(controllerRules()),
    }),
    new k8s.KubeRole(chart, 'system', { metadata: own, rules: policyRules(systemRules()) }),
    new k8s.KubeClusterRoleBinding(chart, 'binding', {
      metadata: { name: controller },
      roleRef: refTo('ClusterRole'),
      subjects,
    }),
    new k8s.KubeRoleBinding(chart, 'system-binding', { metadata: own, roleRef: refTo('Role'), subjects }),
  ];
}

/** The web UI reads; what people change, they change in Git. */
function uiAccess(chart: Chart): Construct[] {
  const subjects = [{ kind: 'ServiceAccount', name: ui, namespace }];
  const refTo = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: ui });
  const own = { name: ui, namespace };
  return [
    new k8s.KubeServiceAccount(chart, 'ui-account', { metadata: own }),
    new k8s.KubeClusterRole(chart, 'ui-everywhere', { metadata: { name: ui }, rules: policyRules(uiRules()) }),
    new k8s.KubeRole(chart, 'ui-system', { metadata: own, rules: policyRules(uiSystemRules()) }),
    new k8s.KubeClusterRoleBinding(chart, 'ui-binding', {
      metadata: { name: ui },
      roleRef: refTo('ClusterRole'),
      subjects,
    }),
    new k8s.KubeRoleBinding(chart, 'ui-system-binding', { metadata: own, roleRef: refTo('Role'), subjects }),
  ];
}

/**
 * Everything that a cluster needs before the controller runs, in the order to apply it: definitions, namespace, the policy that bounds
 * the controller, its rights and those of the web UI.
 */
export function installManifests(): KubernetesObject[] {
  // Not the label value of the stores' objects: the controller neither watches nor manages what is installed.
  const labels = { 'app.kubernetes.io/managed-by': 'urumi-install', 'app.kubernetes.io/part-of': 'urumi' };
  const chart = new Chart(new App(), 'urumi', { labels });
  const parts = [definitions, systemSpace, policy, access, uiAccess];
  for (const part of parts) part(chart);
  return chart.toJson() as KubernetesObject[];
}
