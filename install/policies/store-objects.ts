import { annotations, labels, managedByUrumi } from '../../synth/spec/names.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import { storeKinds } from '../access/store-kinds.ts';
import { annotationOf, isEnding, isGiven, isManaged, labelOf, literal } from './cel.ts';
import { isKubernetes, isOneOf, isPlan } from './identities.ts';
import { admissionPolicy, type ResourceRule } from './policy.ts';

const namespace = 'namespaceObject';

/** Namespaces of stores, by the labels that nobody but the controller can put on or take off (store-namespaces.ts). */
export const inStores = {
  matchLabels: { [labels.managedBy]: managedByUrumi },
  matchExpressions: [{ key: labels.store, operator: 'Exists' }],
};

/** By this label an EndpointSlice counts for a Service. */
const serviceOfSlice = 'kubernetes.io/service-name';
const autoscalers = 'horizontalpodautoscalers';

/** Where the file is, in words: stores/demo-shop.yaml (main). Without a revision: one in the namespace would change every store with every commit. */
const file = annotationOf(namespace, annotations.file);
const place = `(${file} == "" ? "its file" : ${file} + " (" + ${annotationOf(namespace, annotations.branch)} + ")")`;

/** Why a person has taken over; empty when nobody has. */
export const breakGlass = annotationOf(namespace, annotations.breakGlass);

function rules(): ResourceRule[] {
  return [
    ...storeKinds.map(([group, resources]): ResourceRule => {
      return { apiGroups: [group], resources, operations: ['CREATE', 'UPDATE', 'DELETE'] };
    }),
    { apiGroups: [''], resources: ['secrets'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
    // A pod that is deleted or evicted is made anew: that is how nodes are drained and shops are restarted.
    { apiGroups: [''], resources: ['pods'], operations: ['CREATE', 'UPDATE'] },
    { apiGroups: [''], resources: ['pods/ephemeralcontainers', 'pods/resize'], operations: ['UPDATE'] },
    // Where customers' requests go: what Kubernetes writes there carries the labels of its Service.
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
    { apiGroups: [''], resources: ['endpoints'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
    { apiGroups: ['apps'], resources: ['replicasets'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
    {
      apiGroups: ['apps'],
      resources: ['deployments/scale', 'statefulsets/scale', 'replicasets/scale'],
      operations: ['UPDATE'],
    },
  ];
}

/**
 * Nobody but the controller and Kubernetes itself changes what Git says of a store. Whoever tries is told which file to edit.
 *
 * @param trusted users that may: the controller, and whom the cluster's owner trusts
 */
export function storeObjectsPolicy(trusted: readonly string[]): KubernetesObject[] {
  const isScaling = `(request.?subResource.orValue("") == "scale" || (request.resource.resource == ${literal(autoscalers)} && request.operation != "DELETE"))`;
  const isDiverting = `(request.resource.resource == "endpointslices" && request.operation != "DELETE" && ${labelOf('object', serviceOfSlice)} != "")`;
  const message = `${labelOf(namespace, labels.store)} + " is kept by Git: edit " + variables.place + " and open a pull request; in an emergency annotate the namespace ${annotations.breakGlass}=<reason>"`;
  return admissionPolicy({
    name: 'urumi-store-objects',
    rules: rules(),
    namespaceSelector: inStores,
    conditions: [
      { name: 'by-a-stranger', expression: `!(${isOneOf(trusted)} || ${isKubernetes} || ${isPlan})` },
      // A Scale carries no labels, and somebody's own autoscaler need not, nor somebody's own addresses of a Service; those may always go.
      {
        name: 'of-what-urumi-keeps',
        expression: `${isScaling} || ${isDiverting} || ${isManaged('object')} || ${isManaged('oldObject')}`,
      },
      { name: 'of-what-stays', expression: `!${isEnding('oldObject')}` },
    ],
    variables: [
      { name: 'breakGlass', expression: breakGlass },
      { name: 'place', expression: place },
    ],
    validations: [
      {
        expression: `${isGiven('variables.breakGlass')} || ${isEnding(namespace)}`,
        message: `it is kept by Git: edit the store's file and open a pull request; in an emergency annotate the namespace ${annotations.breakGlass}=<reason>`,
        messageExpression: message,
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
