import { ApiObject, App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { controllerAccount, storeManagerRole } from '../synth/isolation/access.ts';
import { fleetCrd, storeCrd } from '../synth/spec/crd.ts';
import { systemNamespace } from '../synth/spec/names.ts';
import type { KubernetesObject } from '../synth/synthesis.ts';
import type { AccessRule } from './access/access-rule.ts';
import { controllerRules, storeManagerRules, systemRules } from './access/controller-rules.ts';
import { uiAccount, uiRules, uiSystemRules } from './access/ui-rules.ts';
import { webhookAccount, webhookRules, webhookSystemRules } from './access/webhook-rules.ts';
import { admissionPolicies } from './policies/policies.ts';

/** Where the controller and the Store and Fleet objects live: the bindings in the stores' namespaces name it. */
const namespace = systemNamespace;
const controller = controllerAccount;

/** What whoever installs Urumi may choose. */
export interface InstallChoices {
  /**
   * Users that the policies let change what Git keeps, as they let the controller: a program that restores backups. A ServiceAccount is
   * `system:serviceaccount:<namespace>:<name>`.
   *
   * @default nobody
   */
  readonly trusted?: readonly string[];
}

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

function policies(chart: Chart, { trusted = [] }: InstallChoices): Construct[] {
  const account = `system:serviceaccount:${namespace}:${controller}`;
  return admissionPolicies(account, trusted).map((object, index) => new ApiObject(chart, `policy-${index}`, object));
}

interface Account {
  readonly name: string;
  readonly everywhere: readonly AccessRule[];
  /** In the namespace of Stores and Fleets. */
  readonly system: readonly AccessRule[];
}

/** Urumi's processes, each with an account and rights of its own. */
const accounts: readonly Account[] = [
  { name: controller, everywhere: controllerRules(), system: systemRules() },
  { name: webhookAccount, everywhere: webhookRules(), system: webhookSystemRules() },
  { name: uiAccount, everywhere: uiRules(), system: uiSystemRules() },
];

function access(chart: Chart): Construct[] {
  const storeManager = new k8s.KubeClusterRole(chart, 'store-manager', {
    metadata: { name: storeManagerRole },
    rules: policyRules(storeManagerRules()),
  });
  return [storeManager, ...accounts.flatMap((account) => accountWithRights(chart, account))];
}

function accountWithRights(chart: Chart, { name, everywhere, system }: Account): Construct[] {
  const scope = new Construct(chart, name);
  const subjects = [{ kind: 'ServiceAccount', name, namespace }];
  const refTo = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name });
  const own = { name, namespace };
  return [
    new k8s.KubeServiceAccount(scope, 'account', { metadata: own }),
    new k8s.KubeClusterRole(scope, 'everywhere', { metadata: { name }, rules: policyRules(everywhere) }),
    new k8s.KubeRole(scope, 'system', { metadata: own, rules: policyRules(system) }),
    new k8s.KubeClusterRoleBinding(scope, 'binding', { metadata: { name }, roleRef: refTo('ClusterRole'), subjects }),
    new k8s.KubeRoleBinding(scope, 'system-binding', { metadata: own, roleRef: refTo('Role'), subjects }),
  ];
}

/**
 * Everything that a cluster needs before the controller runs, in the order to apply it: definitions, namespace, the admission
 * policies, the accounts of Urumi's processes with their rights.
 */
export function installManifests(choices: InstallChoices = {}): KubernetesObject[] {
  // Not the label value of the stores' objects: the controller neither watches nor manages what is installed.
  const labels = { 'app.kubernetes.io/managed-by': 'urumi-install', 'app.kubernetes.io/part-of': 'urumi' };
  const chart = new Chart(new App(), 'urumi', { labels });
  const parts = [definitions, systemSpace, policies, access];
  for (const part of parts) part(chart, choices);
  return chart.toJson() as KubernetesObject[];
}
