import type { k8s } from 'cdk8s-plus-28';
import { ingressController } from '../../synth/isolation/ingress-controller.ts';
import type { IngressChoices } from './workload-choices.ts';

/** Whom the world outside comes through. */
export function ingressPods(ingress: IngressChoices | undefined): k8s.NetworkPolicyPeer[] {
  return ingress === undefined ? [] : [ingressController(ingress.environment.ingress)];
}
