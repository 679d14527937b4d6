import { annotations, labels } from '../../synth/spec/names.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import { annotationOf, isEnding, isGiven, isManaged, labelOf } from './cel.ts';
import { isKubernetes, isOneOf } from './identities.ts';
import { admissionPolicy } from './policy.ts';
import { breakGlass, inStores } from './store-objects.ts';

/** Answers for certificates, in the store's namespace, with a pod of its own. */
const certManager = 'system:serviceaccount:cert-manager:cert-manager';

const imagesOf = (object: string): string =>
  ['containers', 'initContainers', 'ephemeralContainers']
    .map((list) => `${object}.spec.?${list}.orValue([]).map(container, container.?image.orValue(""))`)
    .join(' + ');

/** With registry and path, as container runtimes read it: `busybox` is docker.io/library/busybox. */
const complete = `!image.contains("/") ? "docker.io/library/" + image : image.split("/")[0].matches("[.:]|^localhost$") ? image : "docker.io/" + image`;

/**
 * Pods in stores' namespaces run images from the registries of the fleet. The pods of a store's own workloads are let through: only the controller writes those, with
 * images of these registries; and while a fleet moves to another registry, a pod with an old image that dies must come back.
 *
 * @param trusted users that may run others, besides cert-manager
 */
export function storeImagesPolicy(trusted: readonly string[]): KubernetesObject[] {
  return admissionPolicy({
    name: 'urumi-store-images',
    rules: [
      { apiGroups: [''], resources: ['pods'], operations: ['CREATE', 'UPDATE'] },
      { apiGroups: [''], resources: ['pods/ephemeralcontainers'], operations: ['UPDATE'] },
    ],
    namespaceSelector: inStores,
    conditions: [
      { name: 'not-trusted', expression: `!${isOneOf([...trusted, certManager])}` },
      { name: 'not-of-a-shop', expression: `!(${isKubernetes} && ${isManaged('object')})` },
      { name: 'of-what-stays', expression: `!${isEnding('oldObject')}` },
    ],
    variables: [
      { name: 'breakGlass', expression: breakGlass },
      { name: 'registries', expression: annotationOf('namespaceObject', annotations.registries) },
      { name: 'known', expression: `oldObject == null ? [] : ${imagesOf('oldObject')}` },
      {
        name: 'foreign',
        expression: `(${imagesOf('object')}).filter(image, !(image in variables.known)).map(image, ${complete}).filter(image, !variables.registries.split(",").exists(registry, image.startsWith(registry + "/")))`,
      },
    ],
    validations: [
      {
        expression: `variables.registries == "" || variables.foreign.size() == 0 || ${isGiven('variables.breakGlass')}`,
        message: "its images do not come from the fleet's registries",
        messageExpression: `"image " + variables.foreign[0] + " is not from the registries of the fleet (" + variables.registries + "), which are all that " + ${labelOf('namespaceObject', labels.store)} + " may run; spec.environment.images of the Fleet says which; in an emergency annotate the namespace ${annotations.breakGlass}=<reason>"`,
      },
    ],
  });
}
