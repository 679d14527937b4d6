import type { k8s } from 'cdk8s-plus-28';
import type { Environment } from '../spec/fleet.ts';

/** The pods of the ingress controller, for network policies. Both selectors in one peer: pods with these labels **and** in that namespace. */
export function ingressController({ namespace, podLabels }: Environment['ingress']): k8s.NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: podLabels },
  };
}
