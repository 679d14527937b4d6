import { labels, managedByUrumi } from '../../synth/spec/names.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import { labelOf, literal } from './cel.ts';
import { isOneOf } from './identities.ts';
import { admissionPolicy } from './policy.ts';

const isOurs = (object: string): string =>
  `(${labelOf(object, labels.managedBy)} == ${literal(managedByUrumi)} && ${object}.metadata.name == "store-" + ${labelOf(object, labels.store)})`;

/**
 * RBAC cannot say "only namespaces of ours", so a ValidatingAdmissionPolicy does: the controller's account touches no namespace but
 * `store-<name>` with its own labels, neither to change it nor to give itself rights in it. A stolen controller token is worth no more
 * than the stores.
 *
 * @param controller its user name
 */
export function controllerBounds(controller: string): KubernetesObject[] {
  const isNamespace = 'request.resource.resource == "namespaces"';
  return admissionPolicy({
    name: 'urumi-controller-bounds',
    bounds: true,
    rules: [
      { apiGroups: [''], resources: ['namespaces'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'], operations: ['CREATE', 'UPDATE'] },
    ],
    conditions: [{ name: 'by-the-controller', expression: isOneOf([controller]) }],
    validations: [
      {
        expression: `!(${isNamespace}) || request.operation == "DELETE" || ${isOurs('object')}`,
        message: `the controller makes no namespace but store-<name> with its labels ${labels.managedBy} and ${labels.store}`,
      },
      {
        expression: `!(${isNamespace}) || request.operation == "CREATE" || ${isOurs('oldObject')}`,
        message: 'the controller changes and deletes no namespace that is not a store of its own',
      },
      {
        expression: `${isNamespace} || ${isOurs('namespaceObject')}`,
        message: 'the controller binds roles in namespaces of its stores only',
      },
    ],
  });
}
