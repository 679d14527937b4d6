import { annotations, apiGroup } from '../../synth/spec/names.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import { storeKinds } from '../access/store-kinds.ts';
import { sameAnnotationsBut, sameField, sameMetadata } from './cel.ts';
import { isOneOf } from './identities.ts';
import { admissionPolicy, type ResourceRule } from './policy.ts';

const operations: ResourceRule['operations'] = ['CREATE', 'UPDATE', 'DELETE'];
/** The only annotation that asks a fleet loop for a fetch. */
const wakes = [annotations.reconcileAt];

/**
 * The receiver of a forge's events answers to the internet. RBAC cannot say "only by dry run", nor "only this annotation", so a
 * ValidatingAdmissionPolicy does: its account wakes fleets, and whatever else it sends must be a dry run. It covers everything that
 * ../access/planner-rules.ts may let it write, also while nobody has given it that: rights may be there before the policy is looked at again.
 *
 * @param webhook its user name
 */
export function webhookBounds(webhook: string): KubernetesObject[] {
  const kept = [sameField('spec'), ...['labels', 'finalizers', 'ownerReferences'].map(sameMetadata)];
  const isWaking = [
    'request.resource.resource == "fleets"',
    'request.operation == "UPDATE"',
    ...kept,
    sameAnnotationsBut(wakes),
  ];
  return admissionPolicy({
    name: 'urumi-webhook-bounds',
    bounds: true,
    rules: [
      { apiGroups: [apiGroup], resources: ['stores', 'stores/*', 'fleets', 'fleets/*'], operations },
      { apiGroups: [''], resources: ['namespaces', 'namespaces/*'], operations },
      ...storeKinds.map(([group, resources]) => ({
        apiGroups: [group],
        resources: resources.flatMap((resource) => [resource, `${resource}/*`]),
        operations,
      })),
    ],
    conditions: [{ name: 'by-the-webhook', expression: isOneOf([webhook]) }],
    validations: [
      {
        expression: `request.?dryRun.orValue(false) || (${isWaking.join(' && ')})`,
        message: `the webhook writes nothing but ${annotations.reconcileAt} on Fleets; everything else must be a dry run`,
      },
    ],
  });
}
