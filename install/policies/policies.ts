import type { KubernetesObject } from '../../synth/synthesis.ts';
import { controllerBounds } from './controller-bounds.ts';
import { storeImagesPolicy } from './store-images.ts';
import { storeNamespacesPolicy } from './store-namespaces.ts';
import { storeObjectsPolicy } from './store-objects.ts';
import { storesPolicy } from './stores.ts';
import { webhookBounds } from './webhook-bounds.ts';

export interface PolicySubjects {
  /** User name of the controller's account. */
  readonly controller: string;
  /** User name of the account of the receiver of a forge's events. */
  readonly webhook: string;
  /** Users that may do what the controller may: a program that restores backups. */
  readonly trusted: readonly string[];
}

/** Every ValidatingAdmissionPolicy of Urumi, with its binding. docs/admission.md says what they refuse. */
export function admissionPolicies({ controller, webhook, trusted }: PolicySubjects): KubernetesObject[] {
  const friends = [controller, ...trusted];
  return [
    ...controllerBounds(controller),
    ...webhookBounds(webhook),
    ...storeObjectsPolicy(friends),
    ...storeNamespacesPolicy(friends),
    ...storesPolicy(friends),
    ...storeImagesPolicy(trusted),
  ];
}
