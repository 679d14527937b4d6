import { labels, managedByUrumi } from '../synth/spec/names.ts';
import { controllerAccount } from '../synth/isolation/access.ts';
import type { KubernetesObject } from '../synth/synthesis.ts';

const name = 'urumi-controller-bounds';

/** In CEL: the label that says whose a namespace is; empty when it lacks it. */
const ownerOf = (object: string): string => `${object}.metadata.?labels[?'${labels.store}'].orValue('')`;
const managerOf = (object: string): string => `${object}.metadata.?labels[?'${labels.managedBy}'].orValue('')`;
const isOurs = (object: string): string =>
  `${managerOf(object)} == '${managedByUrumi}' && ${object}.metadata.name == 'store-' + ${ownerOf(object)}`;

/**
 * RBAC cannot say "only namespaces of ours", so a ValidatingAdmissionPolicy does: the controller's account touches no namespace but
 * `store-<name>` with its own labels, neither to change it nor to give itself rights in it. A stolen controller token is worth no more
 * than the stores.
 *
 * @param namespace of the controller's account
 */
export function controllerPolicy(namespace: string): KubernetesObject[] {
  const rules = [
    { apiGroups: [''], apiVersions: ['v1'], resources: ['namespaces'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
    {
      apiGroups: ['rbac.authorization.k8s.io'],
      apiVersions: ['v1'],
      resources: ['rolebindings'],
      operations: ['CREATE', 'UPDATE'],
    },
  ];
  const account = `system:serviceaccount:${namespace}:${controllerAccount}`;
  const isNamespace = "request.resource.resource == 'namespaces'";
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: rules },
        matchConditions: [{ name: 'by-the-controller', expression: `request.userInfo.username == '${account}'` }],
        validations: [
          {
            expression: `!(${isNamespace}) || request.operation == 'DELETE' || (${isOurs('object')})`,
            message: `the controller makes no namespace but store-<name> with its labels ${labels.managedBy} and ${labels.store}`,
          },
          {
            expression: `!(${isNamespace}) || request.operation == 'CREATE' || (${isOurs('oldObject')})`,
            message: 'the controller changes and deletes no namespace that is not a store of its own',
          },
          {
            expression: `${isNamespace} || (${isOurs('namespaceObject')})`,
            message: 'the controller binds roles in namespaces of its stores only',
          },
        ],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ];
}
