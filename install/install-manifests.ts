import { ApiObject, App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { controllerAccount, storeManagerRole } from '../synth/isolation/access.ts';
import { fleetCrd, storeCrd } from '../synth/spec/crd.ts';
import { systemNamespace } from '../synth/spec/names.ts';
import type { KubernetesObject } from '../synth/synthesis.ts';
import type { AccessRule } from './access/access-rule.ts';
import { admissionAccount, admissionRules, admissionSystemRules } from './access/admission-rules.ts';
import { controllerRules, storeManagerRules, systemRules } from './access/controller-rules.ts';
import { plannerRole, plannerRules, plannerSystemRules } from './access/planner-rules.ts';
import { uiAccount, uiRules, uiSystemRules } from './access/ui-rules.ts';
import { webhookAccount, webhookSystemRules } from './access/webhook-rules.ts';
import { installedLabels } from './installed-labels.ts';
import { admissionPolicies } from './policies/policies.ts';
import { addDenial } from './workloads/add-network-policy.ts';
import { addWorkload } from './workloads/add-workload.ts';
import { workloadsOf } from './workloads/processes.ts';
import type { WorkloadChoices } from './workloads/workload-choices.ts';

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
  /**
   * Whether the receiver may ask the API server, by dry run, about every change of a pull request. RBAC knows no dry run: its account gets rights to write,
   * which a policy holds to dry runs.
   *
   * @default false: plans then compare with the cluster as far as Stores tell, and say that the rest was not checked
   */
  readonly planner?: boolean;
  /** Secrets in urumi-system by which the receiver reads stores repos; those that Fleets name. @default none */
  readonly gitSecrets?: readonly string[];
  /** The processes that are to run on the cluster. @default none */
  readonly run?: WorkloadChoices;
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
  const user = (account: string): string => `system:serviceaccount:${namespace}:${account}`;
  const subjects = { controller: user(controller), webhook: user(webhookAccount), trusted };
  return admissionPolicies(subjects).map((object, index) => new ApiObject(chart, `policy-${index}`, object));
}

interface Account {
  readonly name: string;
  readonly everywhere: readonly AccessRule[];
  /** In the namespace of Stores and Fleets. */
  readonly system: readonly AccessRule[];
}

/** Urumi's processes, each with an account and rights of its own. */
const accountsOf = ({ gitSecrets }: InstallChoices): readonly Account[] => [
  { name: controller, everywhere: controllerRules(), system: systemRules() },
  { name: admissionAccount, everywhere: admissionRules(), system: admissionSystemRules() },
  { name: webhookAccount, everywhere: [], system: webhookSystemRules(gitSecrets) },
  { name: uiAccount, everywhere: uiRules(), system: uiSystemRules() },
];

function access(chart: Chart, choices: InstallChoices): Construct[] {
  const storeManager = new k8s.KubeClusterRole(chart, 'store-manager', {
    metadata: { name: storeManagerRole },
    rules: policyRules(storeManagerRules()),
  });
  return [storeManager, ...accountsOf(choices).flatMap((account) => accountWithRights(chart, account))];
}

function accountWithRights(chart: Chart, { name, everywhere, system }: Account): Construct[] {
  const scope = new Construct(chart, name);
  const account = new k8s.KubeServiceAccount(scope, 'account', { metadata: { name, namespace } });
  return [account, ...rights(scope, { name, everywhere, system, account: name })];
}

/** Roles of this name, and their bindings to an account. */
function rights(scope: Construct, { name, everywhere, system, account }: Account & { account: string }): Construct[] {
  const subjects = [{ kind: 'ServiceAccount', name: account, namespace }];
  const refTo = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name });
  const own = { name, namespace };
  const role = new k8s.KubeRole(scope, 'system', { metadata: own, rules: policyRules(system) });
  const binding = new k8s.KubeRoleBinding(scope, 'system-binding', { metadata: own, roleRef: refTo('Role'), subjects });
  if (everywhere.length === 0) return [role, binding];
  return [
    role,
    binding,
    new k8s.KubeClusterRole(scope, 'everywhere', { metadata: { name }, rules: policyRules(everywhere) }),
    new k8s.KubeClusterRoleBinding(scope, 'binding', { metadata: { name }, roleRef: refTo('ClusterRole'), subjects }),
  ];
}

/** After the policy that holds them to dry runs. */
function planner(chart: Chart, choices: InstallChoices): Construct[] {
  if (choices.planner !== true) return [];
  const scope = new Construct(chart, plannerRole);
  const [everywhere, system] = [plannerRules(), plannerSystemRules()];
  return rights(scope, { name: plannerRole, everywhere, system, account: webhookAccount });
}

function workloads(chart: Chart, { run }: InstallChoices): void {
  if (run === undefined) return;
  for (const workload of workloadsOf(run)) addWorkload(chart, workload, run);
  // Last: what runs already has its way through by then.
  addDenial(chart);
}

/**
 * Everything that a cluster needs before the controller runs, in the order to apply it: definitions, namespace, the admission
 * policies, the accounts of Urumi's processes with their rights, and the processes that are to run there.
 */
export function installManifests(choices: InstallChoices = {}): KubernetesObject[] {
  const chart = new Chart(new App(), 'urumi', { labels: installedLabels });
  const parts = [definitions, systemSpace, policies, access, planner, workloads];
  for (const part of parts) part(chart, choices);
  return chart.toJson() as KubernetesObject[];
}
