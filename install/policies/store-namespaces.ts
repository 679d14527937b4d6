import { annotations, apiGroup, labels, managedByUrumi } from '../../synth/spec/names.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import { annotationOf, isEnding, isGiven, labelOf, literal } from './cel.ts';
import { isKubernetes, isOneOf, isPlan } from './identities.ts';
import { admissionPolicy } from './policy.ts';

/** Labels that say whose a namespace is, and what its pods may do. All others are anybody's. */
const ownLabels = [labels.managedBy, labels.name, labels.component, labels.partOf];
const isGuard = (key: string): string =>
  `(${key}.startsWith("${apiGroup}/") || ${key}.startsWith("pod-security.kubernetes.io/") || ${key} in ${literal(ownLabels)})`;
const isOwnNote = (key: string): string =>
  `(${key}.startsWith("${apiGroup}/") && ${key} != ${literal(annotations.breakGlass)})`;

/** In CEL: whether two maps have the same values under the keys that count. */
function sameWhere(before: string, after: string, counts: (key: string) => string): string {
  const kept = (a: string, b: string): string =>
    `${a}.all(key, !${counts('key')} || (key in ${b} && ${b}[key] == ${a}[key]))`;
  return `(${kept(before, after)} && ${kept(after, before)})`;
}

/**
 * Namespaces of stores: the labels that guard them are the controller's, they come and go with their file, and whoever breaks the glass says why.
 *
 * @param trusted users that may: the controller, and whom the cluster's owner trusts
 */
export function storeNamespacesPolicy(trusted: readonly string[]): KubernetesObject[] {
  const mapOf = (object: string, map: string): string => `${object}.metadata.?${map}.orValue({})`;
  const isKind = (operation: string): string => `(request.operation == "${operation}")`;
  const { breakGlass } = annotations;
  const edit = '"edit " + variables.place + " and open a pull request"';
  return admissionPolicy({
    name: 'urumi-store-namespaces',
    rules: [{ apiGroups: [''], resources: ['namespaces'], operations: ['CREATE', 'UPDATE', 'DELETE'] }],
    // Matches the namespace as it was or as it is to be.
    objectSelector: { matchLabels: { [labels.managedBy]: managedByUrumi } },
    conditions: [
      { name: 'by-a-stranger', expression: `!(${isOneOf(trusted)} || ${isKubernetes} || ${isPlan})` },
      { name: 'of-what-stays', expression: `!${isEnding('oldObject')}` },
    ],
    variables: [
      { name: 'known', expression: 'oldObject == null ? object : oldObject' },
      {
        name: 'store',
        expression: `${labelOf('variables.known', labels.store)} == "" ? variables.known.metadata.name : ${labelOf('variables.known', labels.store)}`,
      },
      { name: 'file', expression: annotationOf('variables.known', annotations.file) },
      {
        name: 'place',
        expression: `variables.file == "" ? "its file" : variables.file + " (" + ${annotationOf('variables.known', annotations.branch)} + ")"`,
      },
      { name: 'breakGlass', expression: annotationOf('variables.known', breakGlass) },
    ],
    validations: [
      {
        expression: `!${isKind('CREATE')}`,
        message: `the label ${labels.managedBy}=${managedByUrumi} is for namespaces that Urumi makes: a store opens when its file is merged`,
      },
      {
        expression: `!${isKind('DELETE')} || ${isGiven('variables.breakGlass')}`,
        message: `it is kept by Git: remove the store's file and open a pull request; in an emergency annotate it ${breakGlass}=<reason>`,
        messageExpression: `variables.store + " is kept by Git, with all its data: to close it remove " + variables.place + " and open a pull request; in an emergency annotate the namespace ${breakGlass}=<reason>"`,
      },
      {
        expression: `!${isKind('UPDATE')} || ${sameWhere(mapOf('oldObject', 'labels'), mapOf('object', 'labels'), isGuard)}`,
        message: `the labels ${apiGroup}/*, pod-security.kubernetes.io/* and ${ownLabels.join(', ')} of a store's namespace are Urumi's`,
        messageExpression: `variables.store + " is kept by Git: the labels ${apiGroup}/*, pod-security.kubernetes.io/* and ${ownLabels.join(', ')} of its namespace are locked, also in an emergency; " + ${edit}`,
      },
      {
        expression: `!${isKind('UPDATE')} || ${sameWhere(mapOf('oldObject', 'annotations'), mapOf('object', 'annotations'), isOwnNote)}`,
        message: `the annotations ${apiGroup}/* of a store's namespace are Urumi's, all but ${breakGlass}`,
        messageExpression: `variables.store + " is kept by Git: the annotations ${apiGroup}/* of its namespace are Urumi's, all but ${breakGlass}; " + ${edit}`,
      },
      {
        expression: `!${isKind('UPDATE')} || !(${literal(breakGlass)} in ${mapOf('object', 'annotations')}) || ${isGiven(annotationOf('object', breakGlass))}`,
        message: `${breakGlass} needs a reason: whoever reads it wants to know why`,
      },
    ],
  });
}
