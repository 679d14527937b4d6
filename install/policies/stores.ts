import { annotations, apiGroup, labels } from '../../synth/spec/names.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import {
  annotationOf,
  isEnding,
  isGiven,
  labelOf,
  literal,
  sameAnnotationsBut,
  sameField,
  sameMetadata,
} from './cel.ts';
import { isKubernetes, isOneOf, isPlan } from './identities.ts';
import { admissionPolicy } from './policy.ts';

/** What a person with the right to patch Stores may set on one: `urumi purge` and the emergency. */
const personal = [annotations.purgeNow, annotations.breakGlass];

/**
 * Store objects come from files, and the statuses of Stores and Fleets from the controller: what is closed, kept and removed hangs on them.
 * A Fleet's spec and annotations are people's.
 *
 * @param trusted users that may: the controller, and whom the cluster's owner trusts
 */
export function storesPolicy(trusted: readonly string[]): KubernetesObject[] {
  const { breakGlass } = annotations;
  const isStatus = 'request.?subResource.orValue("") == "status"';
  const untouched = ['labels', 'finalizers', 'ownerReferences'].map(sameMetadata);
  const personalOnly = `(request.operation == "UPDATE" && ${[sameField('spec'), ...untouched, sameAnnotationsBut(personal)].join(' && ')})`;
  const emergency = `; in an emergency annotate the Store ${breakGlass}=<reason>`;
  return admissionPolicy({
    name: 'urumi-stores',
    rules: [
      { apiGroups: [apiGroup], resources: ['stores'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
      { apiGroups: [apiGroup], resources: ['stores/status', 'fleets/status'], operations: ['UPDATE'] },
    ],
    conditions: [
      { name: 'by-a-stranger', expression: `!(${isOneOf(trusted)} || ${isKubernetes} || ${isPlan})` },
      { name: 'of-what-stays', expression: `!${isEnding('oldObject')}` },
    ],
    variables: [
      { name: 'known', expression: 'oldObject == null ? object : oldObject' },
      { name: 'breakGlass', expression: annotationOf('variables.known', breakGlass) },
      { name: 'file', expression: annotationOf('variables.known', annotations.file) },
      { name: 'revision', expression: annotationOf('variables.known', annotations.revision) },
      {
        name: 'place',
        expression: `variables.file == "" ? "the file of " + variables.known.metadata.name : variables.file + " (fleet " + ${labelOf('variables.known', labels.fleet)} + (variables.revision.size() < 7 ? ")" : " at " + variables.revision.substring(0, 7) + ")")`,
      },
    ],
    validations: [
      {
        expression: `!(${isStatus}) || ${isGiven('variables.breakGlass')}`,
        message: `the status is the controller's: it says what was seen, and what would be removed`,
      },
      {
        expression: `${isStatus} || request.operation == "CREATE" || ${isGiven('variables.breakGlass')} || ${personalOnly}`,
        message: `it is kept by Git: edit the store's file and open a pull request${emergency}`,
        messageExpression: `variables.known.metadata.name + " is kept by Git: edit " + variables.place + " and open a pull request${emergency}"`,
      },
      {
        expression: `request.operation != "CREATE"`,
        message: 'a Store comes from its file: add <path of the fleet>/<name>.yaml and open a pull request',
      },
      {
        expression: `request.operation != "UPDATE" || !(${literal(breakGlass)} in object.metadata.?annotations.orValue({})) || ${isGiven(annotationOf('object', breakGlass))}`,
        message: `${breakGlass} needs a reason: whoever reads it wants to know why`,
      },
    ],
    audit: [
      {
        key: 'break-glass',
        valueExpression: `${isGiven('variables.breakGlass')} ? "break-glass: " + variables.breakGlass : ""`,
      },
    ],
  });
}
