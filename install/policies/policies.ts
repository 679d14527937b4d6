import type { KubernetesObject } from '../../synth/synthesis.ts';
import { controllerBounds } from './controller-bounds.ts';
import { storeImagesPolicy } from './store-images.ts';
import { storeNamespacesPolicy } from './store-namespaces.ts';
import { storeObjectsPolicy } from './store-objects.ts';
import { storesPolicy } from './stores.ts';

/**
 * Every ValidatingAdmissionPolicy of Urumi, with its binding. docs/admission.md says what they refuse.
 *
 * @param controller user name of the controller's account
 * @param trusted users that may do what the controller may: a program that restores backups
 */
export function admissionPolicies(controller: string, trusted: readonly string[]): KubernetesObject[] {
  const friends = [controller, ...trusted];
  return [
    ...controllerBounds(controller),
    ...storeObjectsPolicy(friends),
    ...storeNamespacesPolicy(friends),
    ...storesPolicy(friends),
    ...storeImagesPolicy(trusted),
  ];
}
